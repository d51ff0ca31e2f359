import type { ConsumedRecord } from "../kafka/mod.ts";
import { DEAD_LETTER_PREFIX } from "./dead_letter.ts";
import { RETRY_PREFIX } from "./retry_record.ts";
import { ToldReader } from "./told_headers.ts";

/**
 * What makes a dead letter, or a record that waits in a retry topic, known in its log: where its
 * record came from, and after how many tries; `undefined` for any other record. A letter that may
 * have been written can be looked for by it.
 */
export function originIdOf({ headers }: Pick<ConsumedRecord, "headers">): string | undefined {
  for (const prefix of [RETRY_PREFIX, DEAD_LETTER_PREFIX]) {
    const told = new ToldReader(headers, prefix);
    const origin = told.origin();
    if (origin === undefined) continue;
    const { topic, partition, offset } = origin;
    return `${prefix}${topic}/${partition}/${offset}/${told.number("attempts") ?? 0}`;
  }
  return undefined;
}
