import { readDeadLetter } from "../../lib/consumer/mod.ts";
import { headerText } from "../../lib/core/mod.ts";
import type { ConsumedRecord, Header } from "../../lib/kafka/mod.ts";
import type { Happening } from "../../lib/workshop/mod.ts";

const decoder = new TextDecoder();

/** The order that a record or a letter is about. */
export function idOf({ headers }: { readonly headers: readonly Header[] }): string {
  return headerText(headers, "order-id") ?? "unknown";
}

/** The key, as text. */
export function keyOf({ key }: ConsumedRecord): string {
  return decoder.decode(key ?? new Uint8Array());
}

/** A letter as the history has it; `undefined` for what is none. */
export function letterEvent(
  letter: ConsumedRecord,
  sent: ConsumedRecord | undefined,
): Happening | undefined {
  const told = readDeadLetter(letter);
  if (told === undefined) return undefined;
  const { topic, partition, offset } = told.origin;
  return {
    type: "dlq",
    phase: "found",
    id: idOf(letter),
    from: { topic, partition, offset },
    reason: told.errorCode,
    attempts: told.attempts,
    bytesEqual: sent !== undefined && isKept(sent, letter),
  };
}

/** Whether key, value and the record's own headers are as they were. */
function isKept(sent: ConsumedRecord, letter: ConsumedRecord): boolean {
  return isEqual(sent.key, letter.key) && isEqual(sent.value, letter.value) &&
    sent.headers.every(({ name, value }) =>
      letter.headers.some((kept) => kept.name === name && isEqual(kept.value, value))
    );
}

function isEqual(one: Uint8Array | null, other: Uint8Array | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
