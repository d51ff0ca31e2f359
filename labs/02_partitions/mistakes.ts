import { murmur2 } from "../../lib/protocol/mod.ts";
import { isOdd } from "./keys.ts";
import { bytesOf, type Placement } from "./placement.ts";
import { areGlued } from "./rare_placements.ts";

const LONG = 100;

const MISTAKES: readonly [explains: string, formula: (placement: Placement) => number][] = [
  [
    "That is Math.abs(hash) % count. Java clears the sign bit instead, and for a negative hash " +
    "that is another number",
    ({ key, partitionCount }) => Math.abs(murmur2(bytesOf(key))) % partitionCount,
  ],
  [
    "That is the hash read as an unsigned number. Java clears the sign bit instead, so that half of " +
    "all keys lie elsewhere",
    ({ key, partitionCount }) => (murmur2(bytesOf(key)) >>> 0) % partitionCount,
  ],
  [
    "That is the remainder of the signed hash: the sign bit is still in it",
    ({ key, partitionCount }) => murmur2(bytesOf(key)) % partitionCount,
  ],
  [
    "That is the remainder of the signed hash, made positive afterwards. Java clears the sign bit " +
    "before it divides",
    ({ key, partitionCount }) => {
      const remainder = murmur2(bytesOf(key)) % partitionCount;
      return remainder < 0 ? remainder + partitionCount : remainder;
    },
  ],
  [
    "That is the hash of JavaScript's characters. Kafka stores bytes, so hash the key's UTF-8",
    ({ key, partitionCount }) => {
      const characters = Uint8Array.from(key, (character) => character.charCodeAt(0));
      return (murmur2(characters) & 0x7fff_ffff) % partitionCount;
    },
  ],
];

/** Which well-known mistake explains all wrong answers, if one does. */
export function explain(
  wrong: readonly { readonly placement: Placement; readonly answer: unknown }[],
  asked: readonly Placement[],
): string {
  if (wrong.every(({ placement }) => placement.key === "")) {
    return "An empty key is a key like any other: it is hashed. Only a record without a key has none";
  }
  if (wrong.every(({ placement }) => placement.key.length > LONG)) {
    return "Short keys are right. A key is hashed to its last byte, however long it is";
  }
  if (wrong.every(({ placement }) => /^[0-9]+$/.test(placement.key))) {
    return "All keys that are wrong are digits. To Kafka a number is a text like any other: its " +
      "bytes are hashed, not what it counts";
  }
  if (wrong.every(({ placement }) => isOdd(placement.key))) {
    return "Plain keys are right. Nothing in a key means anything to Kafka: it is not decoded, cut, " +
      "read as a number or looked up, only its bytes are hashed";
  }
  if (areGlued(wrong, asked)) {
    return "That is the answer to another question, which had been asked before: what is " +
      "remembered for a key and a count must be found by both, each for itself";
  }
  const mistake = MISTAKES.find(([, formula]) =>
    wrong.every(({ placement, answer }) => formula(placement) === answer)
  );
  return mistake?.[0] ??
    "Other clients would look for this key's records in another partition than yours";
}
