import { runAssigned, runConsumer, type RunningConsumer } from "../../consumer/mod.ts";
import { ConfigError, waitFor, WorkshopError } from "../../core/mod.ts";
import type {
  ConsumedRecord,
  IsolationLevel,
  Kafka,
  OffsetPosition,
  TopicPartitionOffset,
} from "../../kafka/mod.ts";
import { safeText } from "../safe_text.ts";
import { avroValues } from "./avro_values.ts";
import type { MessagesFlags, MessagesRun } from "./flags.ts";
import { Output } from "../output.ts";
import { recordLine } from "./record_line.ts";

/** Prints a topic's records until they are enough, the end is reached, or it is stopped. */
export async function consume(run: MessagesRun): Promise<void> {
  const { kafka, topic, flags } = run;
  demandSense(flags);
  await demandPartition(kafka, topic, flags.partition);
  const output = new Output();
  const signal = AbortSignal.any([run.signal, output.closed]);
  const style = {
    flags,
    terminal: Deno.stdout.isTerminal(),
    decode: avroValues((line) => console.error(line), signal),
  };
  const printing = new Printing(
    async (record) => output.print(await recordLine(record, style)),
    flags.max ?? Infinity,
  );
  try {
    if (flags["until-end"]) await readToEnd({ ...run, signal }, printing);
    else await follow({ ...run, signal }, printing, output);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  console.error(`${printing.count} records of ${safeText(topic)}`);
}

/** Prints records and counts them; those beyond the most are left alone. */
class Printing {
  readonly #print: (record: ConsumedRecord) => Promise<void>;
  readonly #most: number;
  readonly #full = Promise.withResolvers<void>();
  count = 0;
  /** On the clock that never steps; joining takes the time that it takes. */
  lastMs = Infinity;

  constructor(print: (record: ConsumedRecord) => Promise<void>, most: number) {
    this.#print = print;
    this.#most = most;
  }

  /** From now on silence counts. */
  begin(): void {
    this.lastMs = performance.now();
  }

  get isFull(): boolean {
    return this.count >= this.#most;
  }

  /** Resolves when the last record that is wanted was printed. */
  get full(): Promise<void> {
    return this.#full.promise;
  }

  async print(record: ConsumedRecord): Promise<void> {
    this.count++;
    this.lastMs = performance.now();
    const isLast = this.isFull;
    await this.#print(record);
    if (isLast) this.#full.resolve();
  }
}

function demandSense(flags: MessagesFlags): void {
  const { partition, offset, group } = flags;
  const beginning = flags["from-beginning"];
  if (offset !== undefined && partition === undefined) {
    throw new ConfigError("--offset needs the --partition in which it is");
  }
  if (offset !== undefined && beginning) {
    throw new ConfigError("Begin at --offset or --from-beginning, not at both");
  }
  if (group !== undefined && (partition !== undefined || flags["until-end"])) {
    throw new ConfigError("A --group shares out partitions and has no end: leave the other away");
  }
  if (flags["until-end"] && offset === undefined && !beginning) {
    throw new ConfigError("--until-end needs a beginning: --from-beginning or --offset");
  }
}

async function demandPartition(kafka: Kafka, topic: string, partition = 0): Promise<void> {
  await using admin = await kafka.admin();
  const count = (await admin.describeTopic(topic)).length;
  if (partition < count) return;
  throw new ConfigError(`${topic} has no partition ${partition}: it has ${count}`);
}

function isolation({ uncommitted }: MessagesFlags): IsolationLevel {
  return uncommitted ? "read_uncommitted" : "read_committed";
}

async function readToEnd(run: MessagesRun, printing: Printing): Promise<void> {
  const { kafka, topic, flags, signal } = run;
  const { partition } = flags;
  if (flags.offset === "latest") return;
  const records = kafka.read({
    topic,
    signal,
    isolationLevel: isolation(flags),
    ...(partition !== undefined && { partitions: [partition] }),
    ...(typeof flags.offset === "bigint" && { from: startOf(run) }),
  });
  for await (const record of records) {
    await printing.print(record);
    if (printing.isFull || signal.aborted) return;
  }
}

function startOf({ topic, flags }: MessagesRun): TopicPartitionOffset[] {
  return [{ topic, partition: flags.partition!, offset: flags.offset as bigint }];
}

/** One record at a time, so that none is begun when the last one that is wanted is printed. */
async function follow(run: MessagesRun, printing: Printing, output: Output): Promise<void> {
  const { topic, flags, signal } = run;
  const stop = new AbortController();
  const opened = Promise.withResolvers<RunningConsumer>();
  await using running = await openConsumer(run, async (record) => {
    const consumer = await opened.promise;
    const printed = printing.print(record);
    if (printing.isFull) consumer.pause();
    await printed;
    if (output.closed.aborted) throw nobodyReads();
  });
  printing.begin();
  opened.resolve(running);
  console.error(`Reading ${safeText(topic)}; Ctrl-C ends`);
  const stopped = AbortSignal.any([signal, stop.signal]);
  try {
    await Promise.race([
      running.closed,
      printing.full,
      idle(printing, flags.timeout, stopped),
    ]);
  } finally {
    stop.abort();
  }
}

/** Such a record was not seen: a group must not commit it. */
function nobodyReads(): WorkshopError {
  return new WorkshopError("Nobody reads the output", { code: "OUTPUT_CLOSED", retriable: true });
}

/** Resolves when nothing came for so long; rejects when the signal aborts. */
async function idle(printing: Printing, ms = Infinity, signal: AbortSignal): Promise<void> {
  await waitFor(() => performance.now() - printing.lastMs >= ms, {
    what: "silence",
    timeoutMs: Infinity,
    intervalMs: 100,
    signal,
  });
}

function openConsumer(
  { kafka, topic, flags }: MessagesRun,
  handler: (record: ConsumedRecord) => Promise<void>,
): Promise<RunningConsumer> {
  const { group, partition } = flags;
  const isolationLevel = isolation(flags);
  const startAt: OffsetPosition = typeof flags.offset === "bigint"
    ? { offsets: [{ topic, partition: partition!, offset: flags.offset }] }
    : flags["from-beginning"]
    ? "earliest"
    : flags.offset ?? "latest";
  const work = { handler, isolationLevel, maxConcurrentPartitions: 1 };
  if (group !== undefined) {
    return runConsumer(kafka, { ...work, topics: [topic], groupId: group, offsetReset: startAt });
  }
  const what = partition === undefined ? { topics: [topic] } : {
    partitions: [{ topic, partition }],
  };
  return runAssigned(kafka, { ...work, ...what, startAt });
}
