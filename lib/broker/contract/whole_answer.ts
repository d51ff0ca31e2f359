import { MASKED_FIELDS } from "./differences.ts";
import type { Note } from "./notebook.ts";

/** Fields that chance or the clock decides, and what stands for them in a transcript. */
const BY_CHANCE: ReadonlyMap<string, string> = new Map([
  ["clusterId", "an id"],
  ["topicId", "an id"],
  ["memberId", "an id"],
  ["leader", "an id"],
  ["producerId", "an id"],
  ["port", "a port"],
  ["transactionStartTimeMs", "a time"],
  ["lastTimestamp", "a time"],
]);

/**
 * An answer with all its fields, for a transcript. What chance decides is only told apart from what
 * stands for nothing: −1, an empty text, null.
 */
export function wholeAnswer(value: unknown, field = ""): Note {
  const stand = BY_CHANCE.get(field);
  if (stand !== undefined && (typeof value === "number" || typeof value === "string")) {
    return value === -1 || value === "" ? value : stand;
  }
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return inOrder(value).map((item) => wholeAnswer(item, field));
  if (value === null || typeof value !== "object") return value as Note;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !MASKED_FIELDS.has(name))
      .map(([name, inner]) => [name, wholeAnswer(inner, name)]),
  );
}

/** Brokers list partitions in any order. */
function inOrder(items: readonly unknown[]): readonly unknown[] {
  const indexOf = (item: unknown) => {
    const { partitionIndex, index } = Object(item);
    return Number(partitionIndex ?? index ?? 0);
  };
  return items.toSorted((a, b) => indexOf(a) - indexOf(b));
}
