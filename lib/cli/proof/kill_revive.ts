import { type RunningCluster, startClusterInWorker } from "../../broker/mod.ts";
import { systemClock, waitFor, WorkshopError } from "../../core/mod.ts";
import { runConsumer } from "../../consumer/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { createProducer, type Producer } from "../../producer/mod.ts";
import { Recoveries } from "./recoveries.ts";
import { SequenceLedger } from "./sequence_ledger.ts";

const BROKERS = 3;
const PARTITIONS = 6;
/** Records of one partition that are on their way at once. */
const WINDOW = 32;
const LOOSE_RECORDS = 20;
const SAFE = "kill-revive-safe";
const LOOSE = "kill-revive-loose";
const RECOVERY_MS = 30_000;

/** How often brokers are killed, and who hears of it. */
export interface KillReviveOptions {
  readonly rounds: number;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface KillReviveOutcome {
  /** Records with acks all: acknowledged, in the log, and of the acknowledged ones not there. */
  readonly acknowledged: number;
  readonly inLog: number;
  readonly lost: number;
  /** Records that stand in the log twice, and those that stand before an earlier one. */
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Records of the log that the consumer has not seen. */
  readonly unseen: number;
  /** Records with acks 1 that held followers lacked: acknowledged, and of those not in the log. */
  readonly looseAcknowledged: number;
  readonly looseLost: number;
  /** Each round's time until all partitions were written and read again, in milliseconds. */
  readonly producerMs: readonly number[];
  readonly consumerMs: readonly number[];
}

/**
 * Kills and revives the brokers of an embedded cluster in turn while records are written and read,
 * and compares what was acknowledged with the log. In every other round the followers are held for a
 * moment before, so that records with acks 1 are lost.
 *
 * @throws {WorkshopError} a partition is not written or read again within half a minute
 */
export async function killAndRevive(options: KillReviveOptions): Promise<KillReviveOutcome> {
  await using opened = new AsyncDisposableStack();
  const cluster = opened.use(await startClusterInWorker({ brokers: BROKERS }));
  const kafka = opened.use(
    connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") }),
  );
  await makeTopics(kafka);
  const [safe, loose] = [new SequenceLedger(), new SequenceLedger()];
  const recoveries = new Recoveries(PARTITIONS);
  const consumer = opened.use(await consume(kafka, safe, recoveries));
  const producer = opened.use(await createProducer(kafka, { deliveryTimeoutMs: RECOVERY_MS }));
  const careless = opened.use(await createProducer(kafka, { acks: 1 }));
  const load = new AbortController();
  const loops = Array.from(
    { length: PARTITIONS },
    (_, partition) => write(producer, { partition, ledger: safe, recoveries, signal: load.signal }),
  );
  try {
    for (let round = 0; round < options.rounds; round++) {
      options.signal?.throwIfAborted();
      const victim = round % BROKERS;
      const fault = { victim, careless, ledger: loose, recoveries };
      if (round % 2 === 0) await loseLoose(cluster, fault);
      else await kill(cluster, fault);
      await recoveries.all(RECOVERY_MS, options.signal);
      await cluster.revive(victim);
      const { producerMs, consumerMs } = recoveries.last;
      options.say?.(
        `Round ${round + 1} of ${options.rounds}: broker ${victim} killed; ` +
          `written again after ${producerMs} ms, read again after ${consumerMs} ms`,
      );
    }
  } finally {
    load.abort();
    await Promise.allSettled(loops);
  }
  await producer.flush();
  await safe.read(kafka, SAFE);
  await loose.read(kafka, LOOSE);
  await waitFor(() => safe.unseen === 0, {
    what: "the consumer to have read everything",
    timeoutMs: RECOVERY_MS,
  });
  await consumer.stop();
  return outcomeOf(safe, loose, recoveries);
}

function outcomeOf(
  safe: SequenceLedger,
  loose: SequenceLedger,
  recoveries: Recoveries,
): KillReviveOutcome {
  const { acknowledged, inLog, lost, doubled, outOfOrder, unseen } = safe;
  return {
    acknowledged,
    inLog,
    lost,
    doubled,
    outOfOrder,
    unseen,
    looseAcknowledged: loose.acknowledged,
    looseLost: loose.lost,
    producerMs: recoveries.rounds.map(({ producerMs }) => producerMs),
    consumerMs: recoveries.rounds.map(({ consumerMs }) => consumerMs),
  };
}

async function makeTopics(kafka: Kafka): Promise<void> {
  await using admin = await kafka.admin();
  const config = { "min.insync.replicas": "2" };
  await admin.createTopics([
    { name: SAFE, partitions: PARTITIONS, replicationFactor: BROKERS, config },
    { name: LOOSE, partitions: 1, replicationFactor: BROKERS },
  ]);
}

function consume(kafka: Kafka, ledger: SequenceLedger, recoveries: Recoveries) {
  return runConsumer(kafka, {
    groupId: "kill-revive",
    topics: [SAFE],
    commitEveryMs: 500,
    session: { heartbeatIntervalMs: 500 },
    handler({ partition, value }) {
      const { sequence, sentMs } = ledger.seen(partition, value);
      if (sequence >= 0) recoveries.read(partition, sentMs);
    },
  });
}

/** Writes numbers in their order, a window of them at once, until it is told to end. */
async function write(
  producer: Producer,
  { partition, ledger, recoveries, signal }: {
    readonly partition: number;
    readonly ledger: SequenceLedger;
    readonly recoveries: Recoveries;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    const { sequence, value, sentMs } = ledger.next(partition);
    const sent = producer.send({ topic: SAFE, partition, value }).then(() => {
      ledger.acknowledge(partition, sequence);
      recoveries.written(partition, sentMs);
    }, () => {}).finally(() => underWay.delete(sent));
    underWay.add(sent);
    if (underWay.size >= WINDOW) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

interface Fault {
  readonly victim: number;
  readonly careless: Producer;
  readonly ledger: SequenceLedger;
  readonly recoveries: Recoveries;
}

/** Acknowledges records that no follower has, and kills the broker that has them. */
async function loseLoose(cluster: RunningCluster, fault: Fault): Promise<void> {
  const { victim, careless, ledger } = fault;
  await cluster.moveLeader({ topic: LOOSE, partition: 0 }, victim);
  await using _held = await cluster.holdReplication();
  await Promise.all(Array.from({ length: LOOSE_RECORDS }, async () => {
    const { sequence, value } = ledger.next(0);
    await careless.send({ topic: LOOSE, partition: 0, value });
    ledger.acknowledge(0, sequence);
  }));
  await kill(cluster, fault);
}

async function kill(cluster: RunningCluster, { victim, recoveries }: Fault): Promise<void> {
  recoveries.begin(systemClock.monotonicMs());
  await cluster.kill(victim);
}

/** The claim, as an error when it does not hold. @throws {WorkshopError} */
export function demandKept(outcome: KillReviveOutcome, maxRecoveryMs = Infinity): void {
  const { lost, doubled, outOfOrder, unseen, looseLost } = outcome;
  const slowest = Math.max(...outcome.producerMs, ...outcome.consumerMs);
  const problems = [
    ...(lost > 0 ? [`${lost} acknowledged records are not in the log`] : []),
    ...(doubled > 0 ? [`${doubled} records stand in the log twice`] : []),
    ...(outOfOrder > 0 ? [`${outOfOrder} records stand before an earlier one`] : []),
    ...(unseen > 0 ? [`${unseen} records were never read`] : []),
    ...(looseLost === 0
      ? ["No record with acks 1 was lost, though held followers lacked some"]
      : []),
    ...(slowest > maxRecoveryMs ? [`A partition was out of use for ${slowest} ms`] : []),
  ];
  if (problems.length === 0) return;
  throw new WorkshopError(problems.join("; "), { code: "NOT_KEPT" });
}
