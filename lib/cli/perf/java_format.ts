/**
 * A number as Java's `%.2f` writes it: half is rounded up, and it is the shortest decimal text of the
 * number that is rounded. `toFixed` rounds the binary number, so that 0.145 becomes 0.14.
 */
export function javaFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Infinity" : "Infinity";
  const text = String(Math.abs(value));
  if (text.includes("e")) return value.toFixed(digits);
  const [whole, fraction = ""] = text.split(".");
  const kept = `${whole}${fraction.slice(0, digits).padEnd(digits, "0")}`;
  const up = (fraction[digits] ?? "0") >= "5" ? 1n : 0n;
  const rounded = String(BigInt(kept) + up).padStart(digits + 1, "0");
  const at = rounded.length - digits;
  const sign = value < 0 ? "-" : "";
  return digits === 0 ? `${sign}${rounded}` : `${sign}${rounded.slice(0, at)}.${rounded.slice(at)}`;
}
