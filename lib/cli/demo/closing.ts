import { DEAD_LETTER_TOPIC } from "../../consumer/mod.ts";
import { headerText, InconclusiveError, messageOf } from "../../core/mod.ts";
import type { Kafka, TopicPartitionOffset } from "../../kafka/mod.ts";
import type { Store } from "../../storage/mod.ts";
import {
  type ConsumingStatistics,
  type ProducerStatistics,
  sentMarkOf,
} from "../../systems/mod.ts";
import { type Account, type Books, booksOf } from "./books.ts";
import { drawLedger } from "./ledger.ts";
import { INPUT_PARTITION, type Origin } from "./ledger_reading.ts";
import type { DemoPlan } from "./plan.ts";
import { groupOf, nameOf } from "./role_config.ts";
import type { CastConsumer } from "./scenarios.ts";

/** What the books of a finished demo are drawn from. */
export interface ClosingParts {
  readonly plan: DemoPlan;
  /** A connection that took no part in the run. */
  readonly kafka: Kafka;
  /** By the names of the consumers. */
  readonly stores: ReadonlyMap<string, Store>;
  readonly produced: readonly ProducerStatistics[];
  readonly consumed: (consumer: CastConsumer) => readonly ConsumingStatistics[];
  readonly interrupted: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads logs, DLQ and stores to their ends and balances them, group by group and topic by topic.
 *
 * @throws {InconclusiveError} when one of them can't be read to its end
 */
export async function closeBooks(parts: ClosingParts): Promise<Books> {
  try {
    const accounts: Account[] = [];
    for (const consumer of parts.plan.scenario.consumers) {
      accounts.push(await accountOf(parts, consumer));
    }
    return booksOf(accounts, parts.produced);
  } catch (cause) {
    throw new InconclusiveError(
      `The log, the DLQ or the store could not be read at the end: ${messageOf(cause)}`,
      "Look whether the cluster answers, and run the demo again",
      cause,
    );
  }
}

async function accountOf(parts: ClosingParts, consumer: CastConsumer): Promise<Account> {
  const { plan, consumed } = parts;
  const groupId = groupOf(plan, consumer);
  const statistics = consumed(consumer);
  const sum = (pick: (part: ConsumingStatistics["consumer"]) => number) =>
    statistics.reduce((total, part) => total + pick(part.consumer), 0);
  const topics = consumer.role.topics.map((definition) => nameOf(plan, definition));
  const ledgers = [];
  for (const topic of topics) {
    ledgers.push({ topic, ...await ledgerOf(parts, consumer, { groupId, topic }) });
  }
  return {
    consumer: consumer.name,
    groupId,
    processed: sum((part) => part.processed),
    retried: sum((part) => part.retried),
    topics: ledgers,
  };
}

async function ledgerOf(
  { plan, kafka, stores, produced, interrupted, signal }: ClosingParts,
  { name }: CastConsumer,
  { groupId, topic }: { readonly groupId: string; readonly topic: string },
) {
  const producers = produced.filter(({ topics }) => topics.some((tally) => tally.topic === topic));
  // Lines that went to several topics are accounted for in the books.
  const withInput = producers.filter(({ inputLines, topics }) =>
    inputLines !== undefined && topics.length === 1
  );
  const lines = (pick: (statistics: ProducerStatistics) => number) =>
    withInput.reduce((total, statistics) => total + pick(statistics), 0);
  const deadLetterTopic = nameOf(plan, DEAD_LETTER_TOPIC);
  return await drawLedger({
    tallies: producers.flatMap(({ topics }) => topics.filter((tally) => tally.topic === topic)),
    log: kafka.read({ topic, signal }),
    markOf: sentMarkOf,
    deadLetters: originsOfLetters(kafka, { topic, groupId, deadLetterTopic, signal }),
    stored: stores.get(name)?.origins(topic),
    committed: await committedOffsets(kafka, groupId, topic),
    inputLines: withInput.length === 0 ? undefined : lines((each) => each.inputLines!),
    blankLines: lines(({ blankLines }) => blankLines),
    rejectedLines: lines(({ rejectedLines }) => rejectedLines),
    interrupted,
  });
}

/** Where a group's dead letters of a topic came from: records, or lines of input. */
async function* originsOfLetters(
  kafka: Kafka,
  options: { topic: string; groupId: string; deadLetterTopic: string; signal: AbortSignal },
): AsyncIterable<Origin> {
  const { topic, groupId, deadLetterTopic, signal } = options;
  for await (const { headers } of kafka.read({ topic: deadLetterTopic, signal })) {
    const header = (name: string) => headerText(headers, `dlq.${name}`);
    if (header("original.topic") !== topic || (header("group") ?? groupId) !== groupId) continue;
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
