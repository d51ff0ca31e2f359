import { type Clock, systemClock } from "../../core/mod.ts";
import type { Kafka, TopicPartitionOffset } from "../../kafka/mod.ts";
import { batches } from "./batches.ts";
import { type FoundLetter, type LetterSelection, selectLetters } from "./select_letters.ts";
import { markOf, Settled } from "./settled.ts";
import { Settling } from "./settling.ts";

/** What is given up. */
export interface DropOptions {
  /** Where the letters are. */
  readonly deadLetterTopic: string;
  /** Which of them. */
  readonly selection: LetterSelection;
  /** Only tells what would be done. @default {false} */
  readonly dryRun?: boolean;
  /** Ends it between two transactions. */
  readonly signal?: AbortSignal;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Marks dead letters as given up, so that they are neither listed nor redriven any more; their bytes
 * stay until {@link deleteSettledLetters} or the retention removes them.
 *
 * @throws {WorkshopError} code `SETTLING_UNCERTAIN` or `SETTLING_TAKEN_OVER`
 */
export async function* dropLetters(
  kafka: Pick<Kafka, "admin" | "read" | "transactional">,
  options: DropOptions,
): AsyncGenerator<FoundLetter> {
  const { deadLetterTopic, selection, dryRun = false, signal, clock = systemClock } = options;
  await using opened = new AsyncDisposableStack();
  const settling = dryRun ? undefined : opened.use(await Settling.open(kafka, deadLetterTopic));
  const settled = await Settled.read(kafka, deadLetterTopic, signal);
  const source = { kafka, deadLetterTopic, settled, ...(signal !== undefined && { signal }) };
  for await (const batch of batches(selectLetters(source, selection), () => 0)) {
    signal?.throwIfAborted();
    await settling?.settle(batch.map(({ record }) => ({
      mark: markOf(record, {
        outcome: "dropped",
        atMs: clock.now(),
        letterTimeMs: record.timestampMs,
      }),
    })));
    yield* batch;
  }
}

/**
 * Deletes, for good, the letters at the beginning of each partition that are settled: Kafka deletes
 * from the beginning only, so one that is still open keeps all behind it.
 *
 * @returns where each partition begins now, of those where something was deleted
 */
export async function deleteSettledLetters(
  kafka: Pick<Kafka, "admin" | "read">,
  deadLetterTopic: string,
  signal?: AbortSignal,
): Promise<readonly TopicPartitionOffset[]> {
  const settled = await Settled.read(kafka, deadLetterTopic, signal);
  await using admin = await kafka.admin();
  const before: TopicPartitionOffset[] = [];
  for (const { partition, low, high } of await admin.topicOffsets(deadLetterTopic)) {
    const topic = deadLetterTopic;
    const partitions = [partition];
    let offset = high;
    for await (const letter of kafka.read({ topic, partitions, ...(signal && { signal }) })) {
      if (settled.of(letter) !== undefined) continue;
      offset = letter.offset;
      break;
    }
    if (offset > low) before.push({ topic, partition, offset });
  }
  if (before.length > 0) await admin.deleteRecords(before);
  return before;
}
