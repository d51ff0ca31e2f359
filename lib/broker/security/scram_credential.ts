import { createHash, createHmac } from "node:crypto";

/** The mechanisms of SCRAM, by Kafka's own numbers. */
export const SCRAM_MECHANISMS = {
  "SCRAM-SHA-256": { type: 1, hash: "sha256" },
  "SCRAM-SHA-512": { type: 2, hash: "sha512" },
} as const;

/** A mechanism of SCRAM. */
export type ScramMechanism = keyof typeof SCRAM_MECHANISMS;

/** The least rounds of hashing that a credential may have. */
export const MIN_ITERATIONS = 4096;
/** The most rounds of hashing that a credential may have. */
export const MAX_ITERATIONS = 16_384;

/** What is kept of a password: it can be checked with it, but not found out (RFC 5802). */
export interface ScramCredential {
  readonly iterations: number;
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

/** The mechanism with a number of Kafka's, if there is one. */
export function scramMechanism(type: number): ScramMechanism | undefined {
  return (Object.keys(SCRAM_MECHANISMS) as ScramMechanism[])
    .find((name) => SCRAM_MECHANISMS[name].type === type);
}

/** The credential of a password that was salted and hashed already, as clients send it. */
export function credentialOf(
  mechanism: ScramMechanism,
  { saltedPassword, salt, iterations }: {
    readonly saltedPassword: Uint8Array;
    readonly salt: Uint8Array;
    readonly iterations: number;
  },
): ScramCredential {
  const clientKey = hmac(mechanism, saltedPassword, "Client Key");
  return {
    iterations,
    salt: salt.slice(),
    storedKey: digest(mechanism, clientKey),
    serverKey: hmac(mechanism, saltedPassword, "Server Key"),
  };
}

/** The keyed hash of a mechanism. */
export function hmac(mechanism: ScramMechanism, key: Uint8Array, text: string): Uint8Array {
  return Uint8Array.from(createHmac(SCRAM_MECHANISMS[mechanism].hash, key).update(text).digest());
}

/** The hash of a mechanism. */
export function digest(mechanism: ScramMechanism, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash(SCRAM_MECHANISMS[mechanism].hash).update(bytes).digest());
}
