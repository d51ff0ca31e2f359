// Behavior: agrees on how the client will prove who it is. A mechanism that is not offered is
// refused, and so is a login where there is none to be made: on a listener without one, and on a
// connection that has logged in already.
//
// Version notes: after 0 the tokens follow bare, after 1 in SaslAuthenticate.
import { errorCode } from "../errors.ts";
import { handler } from "./handler.ts";

export const saslHandshake = handler("SaslHandshake", [0, 1], ({ login, version }, body) => {
  const error = login === undefined
    ? "ILLEGAL_SASL_STATE"
    : login.handshake(body.mechanism, version);
  const isTold = error === undefined || error === "UNSUPPORTED_SASL_MECHANISM";
  return {
    errorCode: error === undefined ? 0 : errorCode(error),
    mechanisms: isTold ? login?.mechanisms ?? [] : [],
  };
});
