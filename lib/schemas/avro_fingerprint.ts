const EMPTY = 0xc15d213aa4d7a795n;

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let fingerprint = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) {
    fingerprint = (fingerprint >> 1n) ^ (fingerprint & 1n ? EMPTY : 0n);
  }
  return fingerprint;
});

/** The fingerprint that Avro's specification defines, of a schema's canonical form: 16 hex digits. */
export function rabinFingerprint(canonicalForm: string): string {
  let fingerprint = EMPTY;
  for (const byte of new TextEncoder().encode(canonicalForm)) {
    fingerprint = (fingerprint >> 8n) ^ TABLE[Number(fingerprint & 0xffn) ^ byte]!;
  }
  return fingerprint.toString(16).padStart(16, "0");
}
