import { array, int16, message, string } from "../schema.ts";

/** Agrees on a SASL mechanism; since version 1 the tokens travel in SaslAuthenticate. */
export const saslHandshake = message({
  key: 17,
  name: "SaslHandshake",
  versions: "0-1",
  flexible: "none",
  request: {
    mechanism: string("0+"),
  },
  response: {
    errorCode: int16("0+"),
    mechanisms: array("0+", "string"),
  },
});
