import { headerText, InconclusiveError, messageOf } from "../../core/mod.ts";
import type { Kafka, TopicPartitionOffset } from "../../kafka/mod.ts";
import type { Store } from "../../storage/mod.ts";
import {
  type ProducerStatistics,
  type RandomEventsStatistics,
  sentMarkOf,
} from "../../systems/mod.ts";
import { drawLedger, type Ledger } from "./ledger.ts";
import { INPUT_PARTITION, type Origin } from "./ledger_reading.ts";
import type { DemoPlan } from "./plan.ts";

/** What the ledger of a finished demo is drawn from. */
export interface ClosingParts {
  readonly plan: DemoPlan;
  /** A connection that took no part in the run. */
  readonly kafka: Kafka;
  readonly store: Store;
  readonly produced: ProducerStatistics;
  readonly consumed: readonly RandomEventsStatistics[];
  readonly interrupted: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads log, DLQ and store to their ends and balances them.
 *
 * @throws {InconclusiveError} when one of them can't be read to its end
 */
export async function closeBooks(parts: ClosingParts): Promise<Ledger> {
  try {
    return await balance(parts);
  } catch (cause) {
    throw new InconclusiveError(
      `The log, the DLQ or the store could not be read at the end: ${messageOf(cause)}`,
      "Look whether the cluster answers, and run the demo again",
      cause,
    );
  }
}

async function balance(parts: ClosingParts): Promise<Ledger> {
  const { plan: { topic, deadLetterTopic, groupId }, kafka, produced, signal } = parts;
  const sum = (pick: (part: RandomEventsStatistics["consumer"]) => number) =>
    parts.consumed.reduce((total, part) => total + pick(part.consumer), 0);
  return await drawLedger({
    tallies: [produced],
    log: kafka.read({ topic, signal }),
    markOf: sentMarkOf,
    deadLetters: originsOfLetters(kafka, { topic, deadLetterTopic, signal }),
    stored: parts.store.origins(topic),
    committed: await committedOffsets(kafka, groupId, topic),
    processed: sum((part) => part.processed),
    retried: sum((part) => part.retried),
    inputLines: produced.inputLines,
    blankLines: produced.blankLines,
    rejectedLines: produced.rejectedLines,
    interrupted: parts.interrupted,
  });
}

/** Where the run's dead letters came from: records, or lines of input. */
async function* originsOfLetters(
  kafka: Kafka,
  options: { topic: string; deadLetterTopic: string; signal: AbortSignal },
): AsyncIterable<Origin> {
  const { topic, deadLetterTopic, signal } = options;
  for await (const { headers } of kafka.read({ topic: deadLetterTopic, signal })) {
    const header = (name: string) => headerText(headers, `dlq.${name}`);
    if (header("original.topic") !== topic) continue;
    const line = header("input.line");
    const partition = header("original.partition") ?? INPUT_PARTITION;
    const offset = header("original.offset") ?? line;
    if (offset !== undefined) yield { partition: Number(partition), offset: BigInt(offset) };
  }
}

async function committedOffsets(
  kafka: Kafka,
  groupId: string,
  topic: string,
): Promise<readonly TopicPartitionOffset[]> {
  await using admin = await kafka.admin();
  return await admin.committedOffsets(groupId, [topic]);
}
