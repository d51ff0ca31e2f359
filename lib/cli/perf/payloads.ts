import type { Random } from "../../core/mod.ts";

/** Longer than a batch: no codec meets the same letters twice in one. */
const LEAST_LETTERS = 2 ** 21;

/** Values of random capital letters, made before the clock runs; a codec shrinks them to two thirds. */
export function payloads(bytes: number, random: Random): (index: number) => Uint8Array {
  const kinds = Math.max(4, Math.floor(LEAST_LETTERS / bytes));
  const letters = new Uint8Array(kinds * bytes);
  for (let at = 0; at < letters.length; at++) letters[at] = 65 + random.int(0, 25);
  return (index) => letters.subarray(index % kinds * bytes, (index % kinds + 1) * bytes);
}
