import { type Random, systemClock, waitFor, WorkshopError } from "../../core/mod.ts";
import { BrokerLine } from "../../workshop/cluster/mod.ts";
import { CommittedOffset } from "./committed_offset.ts";
import { KillableBroker } from "./killable_broker.ts";
import { BATCH_RECORDS, NumberedBatches } from "./numbered_batches.ts";

const TOPIC = "killed";
const PARTITIONS = 4;
/** The load goes on for so long, at least and at most. */
const LOAD_MS = [50, 500] as const;
const TIMEOUT_MS = 60_000;
const SMALL_SEGMENTS = { name: "segment.bytes", value: "1048576" };

/** How often a broker is killed, and where. */
export interface KillRunsOptions {
  readonly runs: number;
  readonly dataDir: string;
  readonly random: Random;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What came of it; that nothing was lost or doubled is checked on the way. */
export interface KillRunsOutcome {
  readonly runs: number;
  readonly acknowledgedRecords: number;
  readonly records: number;
  readonly logBytes: number;
  readonly commits: number;
  /** The most that a start had to read. */
  readonly mostScannedBytes: number;
}

/**
 * Kills the process of a cluster under load, again and again, on one data folder: idempotent
 * producers write, a group commits, and after each start all records and the commit are looked for.
 *
 * @throws {WorkshopError} code `LOST_RECORDS`, `WRONG_OFFSET` or `LOST_COMMIT`
 */
export async function killRuns(options: KillRunsOptions): Promise<KillRunsOutcome> {
  const { runs, dataDir, random, say = () => {}, signal } = options;
  let producers: NumberedBatches[] | undefined;
  const commit = new CommittedOffset({ topic: TOPIC, partition: 0 });
  let mostScannedBytes = 0;
  for (let run = 1; run <= runs; run++) {
    signal?.throwIfAborted();
    await using broker = await KillableBroker.start(dataDir);
    producers ??= await prepare(broker.port);
    await checkAll(broker.port, producers, commit);
    mostScannedBytes = Math.max(mostScannedBytes, broker.scannedBytes);
    const loads = [...producers, commit].map((one) => keepSending(broker.port, one));
    // Later runs may be killed before anything of theirs is acknowledged.
    await waitFor(() => countOf(producers!) > 0 && commit.acknowledged > 0, {
      what: "a batch and a commit to be acknowledged",
      ...(signal === undefined ? {} : { signal }),
    });
    const [leastMs, mostMs] = LOAD_MS;
    await systemClock.sleep(leastMs + random.next() * (mostMs - leastMs), signal);
    await broker.kill();
    await Promise.all(loads);
    say(`Run ${run} of ${runs}: ${countOf(producers)} batches acknowledged so far`);
  }
  await using broker = await KillableBroker.start(dataDir);
  const records = await checkAll(broker.port, producers!, commit);
  return {
    runs,
    acknowledgedRecords: countOf(producers!) * BATCH_RECORDS,
    records,
    logBytes: await sizeOf(broker.port),
    commits: commit.acknowledged,
    mostScannedBytes: Math.max(mostScannedBytes, broker.scannedBytes),
  };
}

function countOf(producers: readonly NumberedBatches[]): number {
  return producers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
}

function prepare(port: number): Promise<NumberedBatches[]> {
  return BrokerLine.use({ port }, async (line) => {
    const topic = { name: TOPIC, numPartitions: PARTITIONS, replicationFactor: 1, assignments: [] };
    await line.ask("CreateTopics", 5, { topics: [{ ...topic, configs: [SMALL_SEGMENTS] }] });
    const producers: NumberedBatches[] = [];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const request = { transactionalId: null, transactionTimeoutMs: 1000 };
      const { producerId } = await line.ask("InitProducerId", 4, request);
      producers.push(new NumberedBatches({ topic: TOPIC, partition }, producerId));
    }
    return producers;
  }, TIMEOUT_MS);
}

function sizeOf(port: number): Promise<number> {
  return BrokerLine.use({ port }, async (line) => {
    const { results } = await line.ask("DescribeLogDirs", 4, {
      topics: [{ topic: TOPIC, partitions: Array.from({ length: PARTITIONS }, (_, id) => id) }],
    });
    const [topic] = results[0]!.topics;
    return topic!.partitions.reduce((sum, { partitionSize }) => sum + partitionSize, 0);
  });
}

/** How many records there are, when all is as it was acknowledged. */
function checkAll(
  port: number,
  producers: readonly NumberedBatches[],
  commit: CommittedOffset,
): Promise<number> {
  return useLine(port, async (line) => {
    let records = 0;
    for (const producer of producers) records += await producer.check(line);
    await commit.check(line);
    return records;
  });
}

/** Sends one thing after the other until the broker is gone. */
async function keepSending(
  port: number,
  sender: { send(line: BrokerLine): Promise<void> },
): Promise<void> {
  let failure: unknown;
  await BrokerLine.use({ port }, async (line) => {
    while (failure === undefined) {
      await sender.send(line).catch((error) => {
        if (error instanceof WorkshopError) failure = error;
        else throw error;
      });
    }
  }, TIMEOUT_MS).catch(() => {});
  if (failure !== undefined) throw failure;
}

/** Lets what goes wrong in the work through as it is. */
async function useLine<T>(port: number, work: (line: BrokerLine) => Promise<T>): Promise<T> {
  const result = await BrokerLine.use({ port }, async (line) => {
    try {
      return { value: await work(line) };
    } catch (error) {
      return { error };
    }
  }, TIMEOUT_MS);
  if ("error" in result) throw result.error;
  return result.value;
}
