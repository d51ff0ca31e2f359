import { murmur2, partitionForKey } from "../../lib/protocol/mod.ts";

/** One question to `partitionFor`. */
export interface Placement {
  readonly key: string;
  readonly partitionCount: number;
}

/** Where the Java client puts it. */
export function javaPartition({ key, partitionCount }: Placement): number {
  return partitionForKey(bytesOf(key), partitionCount);
}

/** Whether an answer names a partition that exists. */
export function exists(answer: unknown, partitionCount: number): answer is number {
  return Number.isInteger(answer) && (answer as number) >= 0 &&
    (answer as number) < partitionCount;
}

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
): string {
  if (wrong.every(({ placement }) => placement.key === "")) {
    return "An empty key is a key like any other: it is hashed. Only a record without a key has none";
  }
  const mistake = MISTAKES.find(([, formula]) =>
    wrong.every(({ placement, answer }) => formula(placement) === answer)
  );
  return mistake?.[0] ??
    "Other clients would look for this key's records in another partition than yours";
}

/** The key as Kafka stores it. */
export function bytesOf(key: string): Uint8Array {
  return new TextEncoder().encode(key);
}
