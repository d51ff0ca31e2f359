import { systemClock, waitFor, WorkshopError } from "../../core/mod.ts";
import { encodeBatch } from "../../protocol/mod.ts";
import { ApacheKafka, BrokerLine } from "../../workshop/cluster/mod.ts";
import { KillableBroker } from "./killable_broker.ts";

const TOPIC = "recovered";
const BATCH_RECORDS = 500;
const VALUE_BYTES = 1000;
const LATEST = -1;
const TIMEOUT_MS = 600_000;

/** How much is recovered, and where. */
export interface CompareOptions {
  readonly bytes: number;
  readonly dir: string;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** From the start of the process that was killed to the answer with the right end offset. */
export interface Comparison {
  readonly records: number;
  readonly embeddedMs: number;
  readonly embeddedScannedBytes: number;
  readonly apacheKafkaMs: number;
}

/**
 * Fills a partition of the embedded cluster and one of an Apache Kafka with the same batches, kills
 * both processes, and measures how long each takes to be back with all records.
 */
export async function compareRecovery(options: CompareOptions): Promise<Comparison> {
  const { bytes, dir, say = () => {}, signal } = options;
  const batches = Math.ceil(bytes / (BATCH_RECORDS * VALUE_BYTES));
  const records = batches * BATCH_RECORDS;
  const embedded = await recoverEmbedded(`${dir}/embedded`, batches);
  say(`Embedded: ${embedded.ms.toFixed(0)} ms, ${embedded.scannedBytes} bytes read`);
  signal?.throwIfAborted();
  const apacheKafkaMs = await recoverKafka(`${dir}/kafka`, batches, signal);
  say(`Apache Kafka: ${apacheKafkaMs.toFixed(0)} ms`);
  return {
    records,
    embeddedMs: embedded.ms,
    embeddedScannedBytes: embedded.scannedBytes,
    apacheKafkaMs,
  };
}

async function recoverEmbedded(
  dataDir: string,
  batches: number,
): Promise<{ ms: number; scannedBytes: number }> {
  {
    await using broker = await KillableBroker.start(dataDir);
    await fill(broker.port, batches);
    await broker.kill();
  }
  const beganMs = systemClock.monotonicMs();
  await using broker = await KillableBroker.start(dataDir);
  await awaitEnd(broker.port, batches * BATCH_RECORDS);
  return { ms: systemClock.monotonicMs() - beganMs, scannedBytes: broker.scannedBytes };
}

async function recoverKafka(
  dir: string,
  batches: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  await using kafka = await ApacheKafka.start({ dir, ...(signal === undefined ? {} : { signal }) });
  const { id, port } = kafka.nodes[0]!;
  await fill(port, batches);
  await kafka.kill(id);
  const beganMs = systemClock.monotonicMs();
  const restarted = kafka.restart(id);
  await awaitEnd(port, batches * BATCH_RECORDS);
  const ms = systemClock.monotonicMs() - beganMs;
  await restarted;
  return ms;
}

/** Makes a topic of one partition and writes the batches into it. */
async function fill(port: number, batches: number): Promise<void> {
  await BrokerLine.use({ port }, async (line) => {
    const topic = {
      name: TOPIC,
      numPartitions: 1,
      replicationFactor: 1,
      assignments: [],
      configs: [],
    };
    await line.ask("CreateTopics", 5, { topics: [topic] });
    const value = crypto.getRandomValues(new Uint8Array(VALUE_BYTES));
    const batch = Array.from({ length: BATCH_RECORDS }, () => ({ timestampMs: Date.now(), value }));
    const records = encodeBatch(batch);
    for (let sent = 0; sent < batches;) {
      const { responses } = await line.ask("Produce", 8, {
        acks: -1,
        timeoutMs: 30_000,
        topicData: [{ name: TOPIC, partitionData: [{ index: 0, records }] }],
      });
      // A leader that was just made knows of it a moment later.
      if (responses[0]!.partitionResponses[0]!.errorCode === 0) sent++;
      else if (sent > 0) throw new WorkshopError("A batch was refused", { code: "REFUSED" });
    }
  }, TIMEOUT_MS);
}

/** Waits until a broker is there and says that the partition ends where it did. */
function awaitEnd(port: number, endOffset: number): Promise<unknown> {
  return waitFor(async () => await endOf(port).catch(() => undefined) === endOffset, {
    what: `the end offset ${endOffset}`,
    timeoutMs: TIMEOUT_MS,
    intervalMs: 10,
  });
}

function endOf(port: number): Promise<number | undefined> {
  return BrokerLine.use({ port }, async (line) => {
    const { topics } = await line.ask("ListOffsets", 5, {
      replicaId: -1,
      topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0, timestamp: LATEST }] }],
    });
    return topics[0]?.partitions[0]?.offset;
  });
}
