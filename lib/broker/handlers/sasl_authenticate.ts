// Behavior: carries the tokens of the mechanism that was agreed on. Why a login failed is told only
// where that helps nobody to guess; the answer is held back for a moment, and ends the connection.
//
// Version notes: 1 tells how long the login holds.
import { errorCode } from "../errors.ts";
import { handler } from "./handler.ts";

const NOTHING = new Uint8Array(0);

export const saslAuthenticate = handler("SaslAuthenticate", [0, 2], ({ login }, body) => {
  if (login === undefined) {
    return {
      errorCode: errorCode("ILLEGAL_SASL_STATE"),
      errorMessage: "SaslAuthenticate request received after successful authentication",
      authBytes: NOTHING,
    };
  }
  const { error, message, token, lifetimeMs } = login.authenticate(body.authBytes);
  return {
    errorCode: error === undefined ? 0 : errorCode(error),
    errorMessage: message,
    authBytes: token,
    sessionLifetimeMs: lifetimeMs,
  };
});
