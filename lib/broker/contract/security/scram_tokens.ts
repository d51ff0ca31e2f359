import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** A mechanism of SCRAM. */
export type Mechanism = "SCRAM-SHA-256" | "SCRAM-SHA-512";

const HASHES = { "SCRAM-SHA-256": ["sha256", 32], "SCRAM-SHA-512": ["sha512", 64] } as const;

/** A password as it is sent to be kept. */
export function saltedPassword(
  mechanism: Mechanism,
  password: string,
  { salt, iterations }: { salt: Uint8Array; iterations: number },
): Uint8Array {
  const [hash, bytes] = HASHES[mechanism];
  return Uint8Array.from(pbkdf2Sync(password, salt, iterations, bytes, hash));
}

/** What a client says in a login by SCRAM, so that each part of it can be said wrongly. */
export class ScramTokens {
  readonly #mechanism: Mechanism;
  readonly #password: string;
  readonly nonce: string = randomBytes(18).toString("base64");
  readonly #bare: string;
  readonly #header: string;
  #expected = "";

  constructor(
    mechanism: Mechanism,
    user: { readonly name: string; readonly password: string },
    header = "n,,",
  ) {
    this.#mechanism = mechanism;
    this.#password = user.password;
    this.#header = header;
    const name = user.name.replaceAll("=", "=3D").replaceAll(",", "=2C");
    this.#bare = `n=${name},r=${this.nonce}`;
  }

  get first(): string {
    return this.#header + this.#bare;
  }

  /** The answer to a challenge. */
  final(challenge: string, nonce: string = /r=([^,]+)/.exec(challenge)![1]!): string {
    const [, salt = "", iterations = ""] = /s=([^,]+),i=(\d+)/.exec(challenge)!;
    const [hash] = HASHES[this.#mechanism];
    const hmac = (key: Uint8Array, text: string) => createHmac(hash, key).update(text).digest();
    const salted = saltedPassword(this.#mechanism, this.#password, {
      salt: Uint8Array.fromBase64(salt),
      iterations: Number(iterations),
    });
    const withoutProof = `c=${btoa(this.#header)},r=${nonce}`;
    const message = `${this.#bare},${challenge},${withoutProof}`;
    const clientKey = hmac(salted, "Client Key");
    const signature = hmac(createHash(hash).update(clientKey).digest(), message);
    const proof = Uint8Array.from(clientKey, (byte, at) => byte ^ signature[at]!);
    this.#expected = `v=${hmac(hmac(salted, "Server Key"), message).toString("base64")}`;
    return `${withoutProof},p=${proof.toBase64()}`;
  }

  /** Whether the server has proved that it knows the password. */
  accepts(final: string): boolean {
    return final === this.#expected;
  }
}
