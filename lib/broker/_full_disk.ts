import { assert, assertEquals } from "@std/assert";
import { decodeRecords, encodeBatch, kafkaErrorOf, splitBatches } from "../protocol/mod.ts";
import { RawConnection } from "./contract/raw_connection.ts";

const TOPIC = "orders";
const VALUE_BYTES = 50_000;

/** A cluster on a disk that the test fills and makes room on. */
export interface SmallDisk {
  /** Whether not even a byte can be written; else the end of a block may be left. */
  readonly isWhollyFull: boolean;
  /** Fills the disk, unless writing does so by itself. */
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Closes the cluster and starts it again on the same folder; returns its address. */
  restart(): Promise<string>;
}

/** Numbered records of an idempotent producer, and what became of each. */
class Producer {
  readonly acknowledged: number[] = [];
  #sequence = 0;
  readonly #broker: RawConnection;
  readonly #producerId: number;

  private constructor(broker: RawConnection, producerId: number) {
    this.#broker = broker;
    this.#producerId = producerId;
  }

  static async open(broker: RawConnection): Promise<Producer> {
    const request = { transactionalId: null, transactionTimeoutMs: 1000 };
    const { producerId } = await broker.call("InitProducerId", 4, request);
    return new Producer(broker, producerId);
  }

  /** Sends the next record; it stays the next one if it is refused. */
  async send(): Promise<string> {
    const value = new Uint8Array(VALUE_BYTES);
    new DataView(value.buffer).setInt32(0, this.#sequence);
    const records = encodeBatch([{ timestampMs: Date.now(), value }], {
      producerId: this.#producerId,
      producerEpoch: 0,
      baseSequence: this.#sequence,
    });
    const { responses } = await this.#broker.call("Produce", 9, {
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: TOPIC, partitionData: [{ index: 0, records }] }],
    });
    const error = kafkaErrorOf(responses[0]!.partitionResponses[0]!.errorCode).name;
    if (error === "NONE") this.acknowledged.push(this.#sequence++);
    return error;
  }
}

/**
 * Writes until the disk is full, looks that everything else goes on and nothing half done is left,
 * makes room, writes on, and looks that the log holds just what was acknowledged.
 */
export async function tryFullDisk(address: string, disk: SmallDisk): Promise<void> {
  let producer: Producer;
  {
    using broker = await RawConnection.open(address, "test");
    assertEquals(await createTopic(broker, TOPIC), "NONE");
    producer = await Producer.open(broker);
    for (let count = 0; count < 10; count++) assertEquals(await producer.send(), "NONE");
    await disk.fill();
    assertEquals(await refusal(producer), "KAFKA_STORAGE_ERROR");
    assertEquals(await values(broker), producer.acknowledged);
    if (disk.isWhollyFull) await trySmallWrites(broker);
    await disk.free();
    for (let count = 0; count < 5; count++) assertEquals(await producer.send(), "NONE");
    assertEquals(await createTopic(broker, "refused"), "NONE");
    assertEquals(await commit(broker), "NONE");
    assertEquals([await grow(broker), await configure(broker)], ["NONE", "NONE"]);
    assertEquals(await shape(broker), { partitions: 2, retentionMs: "5000000" });
  }
  using again = await RawConnection.open(await disk.restart(), "test");
  assertEquals(await values(again), producer.acknowledged);
  assertEquals(await shape(again), { partitions: 2, retentionMs: "5000000" });
  assertEquals((await topics(again)).filter((name) => !name.startsWith("__")), [TOPIC, "refused"]);
}

async function trySmallWrites(broker: RawConnection): Promise<void> {
  assertEquals(await createTopic(broker, "refused"), "KAFKA_STORAGE_ERROR");
  assertEquals(await commit(broker), "KAFKA_STORAGE_ERROR");
  assertEquals(await grow(broker), "KAFKA_STORAGE_ERROR");
  assertEquals(await configure(broker), "KAFKA_STORAGE_ERROR");
  assertEquals(await shape(broker), { partitions: 1, retentionMs: "604800000" });
  assertEquals(await topics(broker), [TOPIC]);
}

/** Sends until a record is refused, which it must be for as long as the disk is full. */
async function refusal(producer: Producer): Promise<string> {
  for (let count = 0; count < 1000; count++) {
    const error = await producer.send();
    if (error === "NONE") continue;
    for (let again = 0; again < 3; again++) assertEquals(await producer.send(), error);
    return error;
  }
  return "NONE";
}

async function createTopic(broker: RawConnection, name: string): Promise<string> {
  const topic = { name, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
  const { topics } = await broker.call("CreateTopics", 5, { topics: [topic] });
  return kafkaErrorOf(topics[0]!.errorCode).name;
}

async function grow(broker: RawConnection): Promise<string> {
  const topic = { name: TOPIC, count: 2, assignments: null };
  const { results } = await broker.call("CreatePartitions", 3, {
    topics: [topic],
    timeoutMs: 10_000,
    validateOnly: false,
  });
  return kafkaErrorOf(results[0]!.errorCode).name;
}

async function configure(broker: RawConnection): Promise<string> {
  const configs = [{ name: "retention.ms", configOperation: 0, value: "5000000" }];
  const { responses } = await broker.call("IncrementalAlterConfigs", 1, {
    resources: [{ resourceType: 2, resourceName: TOPIC, configs }],
    validateOnly: false,
  });
  return kafkaErrorOf(responses[0]!.errorCode).name;
}

/** What the topic is like, as clients are told. */
async function shape(broker: RawConnection): Promise<{ partitions: number; retentionMs: string }> {
  const asked = { topics: [{ name: TOPIC }], allowAutoTopicCreation: false };
  const { topics } = await broker.call("Metadata", 8, asked);
  const { results } = await broker.call("DescribeConfigs", 4, {
    resources: [{ resourceType: 2, resourceName: TOPIC, configurationKeys: ["retention.ms"] }],
  });
  const [retention] = results[0]!.configs;
  return { partitions: topics[0]!.partitions.length, retentionMs: retention!.value! };
}

async function commit(broker: RawConnection): Promise<string> {
  const { topics } = await broker.call("OffsetCommit", 8, {
    groupId: "readers",
    generationIdOrMemberEpoch: -1,
    memberId: "",
    topics: [{
      name: TOPIC,
      partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: null }],
    }],
  });
  return kafkaErrorOf(topics[0]!.partitions[0]!.errorCode).name;
}

async function topics(broker: RawConnection): Promise<string[]> {
  const { topics } = await broker.call("Metadata", 8, {
    topics: null,
    allowAutoTopicCreation: false,
  });
  return topics.map(({ name }) => name!).sort();
}

/** The numbers of all records, each at the index of its offset. */
async function values(broker: RawConnection): Promise<number[]> {
  const found: number[] = [];
  while (true) {
    const partition = { partition: 0, fetchOffset: found.length, partitionMaxBytes: 1_000_000 };
    const { responses } = await broker.call("Fetch", 12, {
      maxWaitMs: 0,
      minBytes: 0,
      topics: [{ topic: TOPIC, partitions: [partition] }],
      forgottenTopicsData: [],
    });
    const { records, highWatermark } = responses[0]!.partitions[0]!;
    for (const batch of splitBatches(records ?? new Uint8Array(0), { partialTail: true })) {
      assert(batch.computeCrc() === batch.crc, "a damaged batch is in the log");
      for (const { offset, value } of decodeRecords(batch)) {
        found[offset] = new DataView(value!.buffer, value!.byteOffset).getInt32(0);
      }
    }
    if (found.length >= highWatermark) return found;
  }
}
