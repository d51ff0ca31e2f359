import { createHash, timingSafeEqual } from "node:crypto";
import { type SaslExchange, SaslFailure, type SaslStep } from "./sasl_exchange.ts";

const NOTHING = new Uint8Array(0);
const PARTS = 3;

/** Logs in by PLAIN (RFC 4616): identity wanted, user, password, with zeros between. */
export class PlainExchange implements SaslExchange {
  readonly #passwordOf: (user: string) => string | undefined;

  constructor(passwordOf: (user: string) => string | undefined) {
    this.#passwordOf = passwordOf;
  }

  take(token: Uint8Array): SaslStep {
    const parts = new TextDecoder().decode(token).split("\0");
    if (parts.length !== PARTS) {
      refuse(`Invalid SASL/PLAIN response: expected ${PARTS} tokens, got ${parts.length}`);
    }
    const [identity = "", user = "", password = ""] = parts;
    if (user === "") refuse("Authentication failed: username not specified");
    if (password === "") refuse("Authentication failed: password not specified");
    const expected = this.#passwordOf(user);
    // An unknown user takes as long as a wrong password.
    const right = sameText(password, expected ?? "");
    if (expected === undefined || !right) {
      refuse("Authentication failed: Invalid username or password");
    }
    if (identity !== "" && identity !== user) {
      refuse(
        "Authentication failed: Client requested an authorization id that is different from username",
      );
    }
    return { token: NOTHING, user };
  }
}

function refuse(why: string): never {
  throw new SaslFailure(why, { told: true });
}

/** Compares in a time that tells nothing, not even of the lengths. */
function sameText(one: string, other: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}
