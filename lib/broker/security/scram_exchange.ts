import { randomBytes, timingSafeEqual } from "node:crypto";
import { type SaslExchange, SaslFailure, type SaslStep } from "./sasl_exchange.ts";
import { digest, hmac, type ScramCredential, type ScramMechanism } from "./scram_credential.ts";

const NONCE_BYTES = 24;
const encoder = new TextEncoder();

interface Challenge {
  readonly user: string;
  readonly credential: ScramCredential;
  readonly nonce: string;
  /** What both sides sign, up to the client's last words. */
  readonly signed: string;
  readonly channel: string;
}

/** Logs in by SCRAM (RFC 5802): the password never travels, and each side proves that it knows it. */
export class ScramExchange implements SaslExchange {
  readonly #mechanism: ScramMechanism;
  readonly #credentialOf: (user: string) => ScramCredential | undefined;
  #challenge: Challenge | undefined;

  constructor(
    mechanism: ScramMechanism,
    credentialOf: (user: string) => ScramCredential | undefined,
  ) {
    this.#mechanism = mechanism;
    this.#credentialOf = credentialOf;
  }

  take(token: Uint8Array): SaslStep {
    const text = new TextDecoder().decode(token);
    return this.#challenge === undefined ? this.#begin(text) : this.#finish(text, this.#challenge);
  }

  #begin(text: string): SaslStep {
    const match = /^(n,(?:a=([^,]*))?,)(?:m=[^,]*,)?n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)/.exec(text);
    if (match === null) throw new SaslFailure("The client's first message is malformed");
    const [, channel = "", identity, name = "", clientNonce] = match;
    const user = unescaped(name);
    const credential = this.#credentialOf(user);
    if (credential === undefined) throw new SaslFailure("The user is not known");
    if (identity !== undefined && identity !== "" && unescaped(identity) !== user) {
      throw new SaslFailure(
        "Authentication failed: Client requested an authorization id that is different from username",
        { told: true },
      );
    }
    const nonce = clientNonce + randomBytes(NONCE_BYTES).toString("base64");
    const first = `r=${nonce},s=${credential.salt.toBase64()},i=${credential.iterations}`;
    const signed = `${text.slice(channel.length)},${first}`;
    this.#challenge = { user, credential, nonce, signed, channel };
    return { token: encoder.encode(first) };
  }

  #finish(text: string, { user, credential, nonce, signed, channel }: Challenge): SaslStep {
    const match = /^(c=([^,]+),r=([^,]+)(?:,[^,]+)*?),p=([A-Za-z0-9+/=]+)$/.exec(text);
    if (match === null) throw new SaslFailure("The client's final message is malformed");
    const [, withoutProof, binding = "", said, proof = ""] = match;
    if (said !== nonce) throw new SaslFailure("The client's nonce is not that of the challenge");
    if (binding !== btoa(channel)) throw new SaslFailure("The channel binding is wrong");
    const message = `${signed},${withoutProof}`;
    const signature = hmac(this.#mechanism, credential.storedKey, message);
    const given = bytesOf(proof);
    if (given.length !== signature.length) throw new SaslFailure("The proof has a wrong length");
    const clientKey = given.map((byte, at) => byte ^ signature[at]!);
    if (!timingSafeEqual(digest(this.#mechanism, clientKey), credential.storedKey)) {
      throw new SaslFailure("The proof is wrong");
    }
    const ours = hmac(this.#mechanism, credential.serverKey, message);
    return { token: encoder.encode(`v=${ours.toBase64()}`), user };
  }
}

/** Names carry commas and equals signs as `=2C` and `=3D`; nothing else may follow `=`. */
function unescaped(name: string): string {
  if (/=(?!2C|3D)/.test(name)) throw new SaslFailure("The user's name is malformed");
  return name.replaceAll("=2C", ",").replaceAll("=3D", "=");
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    throw new SaslFailure("The proof is not base64");
  }
}
