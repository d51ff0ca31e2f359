import { createHash, timingSafeEqual } from "node:crypto";
import { ConfigError } from "../../core/mod.ts";

const TOKEN = /^[A-Za-z0-9_-]{16,64}$/;

/** A fresh token: 128 bits of chance. */
export function freshToken(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/**
 * A token that somebody has chosen.
 *
 * @throws {ConfigError} when it is short, or would not stand in a URL as it is
 */
export function chosenToken(text: string): string {
  if (TOKEN.test(text)) return text;
  throw new ConfigError("A token has 16 to 64 characters: letters, digits, - and _");
}

/** Whether two tokens are the same, in a time that tells nothing of where they differ. */
export function sameToken(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
