import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";
import { BrokerError } from "../errors.ts";

/** The hash that a SCRAM mechanism uses. */
export type ScramHash = "sha256" | "sha512";

/** Fewer would make the password easy to guess (RFC 7677). */
const MIN_ITERATIONS = 4096;
/** More would only keep the client busy. */
const MAX_ITERATIONS = 1_000_000;
const NO_CHANNEL_BINDING = "n,,";

/** Who logs in. */
export interface ScramUser {
  readonly username: string;
  readonly password: string;
}

/**
 * The client's side of one login by SCRAM (RFC 5802): proves that the password is known without
 * sending it, and checks that the server knows it too.
 */
export class ScramClient {
  readonly #hash: ScramHash;
  readonly #user: ScramUser;
  readonly #nonce: string;
  readonly #firstBare: string;
  #serverSignature: Uint8Array | undefined;

  constructor(hash: ScramHash, user: ScramUser, nonce: string) {
    this.#hash = hash;
    this.#user = user;
    this.#nonce = nonce;
    const name = user.username.replaceAll("=", "=3D").replaceAll(",", "=2C");
    this.#firstBare = `n=${name},r=${nonce}`;
  }

  /** What the client says first. */
  get first(): string {
    return NO_CHANNEL_BINDING + this.#firstBare;
  }

  /**
   * What the client says to the server's challenge.
   *
   * @throws {BrokerError} code `SASL_AUTHENTICATION_FAILED` when the challenge makes no sense
   */
  final(serverFirst: string): string {
    const { r: nonce = "", s: salt = "", i: iterationText = "" } = attributesOf(serverFirst);
    const iterations = Number(iterationText);
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
      throw failed("the broker's nonce does not continue the client's");
    }
    if (!(iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS)) {
      throw failed(`the broker asks for ${iterationText} iterations`);
    }
    const keyBytes = this.#hash === "sha256" ? 32 : 64;
    const saltBytes = Uint8Array.fromBase64(salt);
    const salted = pbkdf2Sync(this.#user.password, saltBytes, iterations, keyBytes, this.#hash);
    const clientKey = this.#hmac(salted, "Client Key");
    const storedKey = createHash(this.#hash).update(clientKey).digest();
    const withoutProof = `c=${btoa(NO_CHANNEL_BINDING)},r=${nonce}`;
    const message = `${this.#firstBare},${serverFirst},${withoutProof}`;
    const signature = this.#hmac(storedKey, message);
    const proof = clientKey.map((byte, at) => byte ^ signature[at]!);
    this.#serverSignature = this.#hmac(this.#hmac(salted, "Server Key"), message);
    return `${withoutProof},p=${proof.toBase64()}`;
  }

  /** @throws {BrokerError} unless the server has proved that it knows the password */
  verify(serverFinal: string): void {
    const { v: signature = "" } = attributesOf(serverFinal);
    const expected = this.#serverSignature;
    const given = Uint8Array.fromBase64(signature);
    if (expected?.length !== given.length || !timingSafeEqual(expected, given)) {
      throw failed("the broker could not prove that it knows the password");
    }
  }

  #hmac(key: Uint8Array, text: string): Uint8Array {
    return Uint8Array.from(createHmac(this.#hash, key).update(text).digest());
  }
}

function attributesOf(message: string): Readonly<Record<string, string>> {
  return Object.fromEntries(message.split(",").map((part) => [part[0] ?? "", part.slice(2)]));
}

function failed(why: string): BrokerError {
  return new BrokerError(`SCRAM login failed: ${why}`, { code: "SASL_AUTHENTICATION_FAILED" });
}
