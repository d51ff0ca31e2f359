import { systemClock, withDeadline } from "../../core/mod.ts";
import { RawConnection } from "../contract/raw_connection.ts";
import { batchOf, fetchOne, produce } from "../contract/requests.ts";

const TOPIC = "bystander";
/** Instead of an offset: the high watermark. */
const TO_THE_END = -1;
/** The topics that malformed requests aim at. */
const TARGETS: readonly (readonly [name: string, configs: Readonly<Record<string, string>>])[] = [
  ["fuzz-plain", {}],
  ["fuzz-compact", { "cleanup.policy": "compact" }],
  ["fuzz-gzip", { "compression.type": "gzip" }],
  [TOPIC, { "segment.bytes": "1048576" }],
];

/**
 * A client that has nothing to do with it: its records must be appended and read all the while.
 * Between two of them it removes what requests that made sense by chance have left.
 */
export class Bystander implements Disposable {
  /** How many records it has written and read back. */
  roundTrips = 0;
  /** The longest of these, in milliseconds. */
  slowestMs = 0;
  readonly #connection: RawConnection;

  private constructor(connection: RawConnection) {
    this.#connection = connection;
  }

  /** Connects and makes the topics. */
  static async open(address: string): Promise<Bystander> {
    const bystander = new Bystander(await RawConnection.open(address, "bystander"));
    await bystander.#makeTopics();
    return bystander;
  }

  /** Writes a record and reads it. */
  async roundTrip(): Promise<void> {
    const begunMs = systemClock.monotonicMs();
    await withDeadline(this.#writeAndRead(), {
      what: "a round trip of the client beside the malformed frames",
      timeoutMs: 20_000,
    });
    this.roundTrips++;
    this.slowestMs = Math.max(this.slowestMs, systemClock.monotonicMs() - begunMs);
  }

  async #writeAndRead(): Promise<void> {
    const { error, baseOffset } = await produce(this.#connection, batchOf(["it goes on"]), {
      topic: TOPIC,
    });
    if (error !== "NONE") throw new Error(`The bystander's record was refused: ${error}`);
    const { records } = await fetchOne(this.#connection, { topic: TOPIC, offset: baseOffset });
    if ((records?.length ?? 0) === 0) throw new Error("The bystander's record is not in the log");
  }

  /** Puts topics and groups back to what they were, and lets go of its own records. */
  async clean(): Promise<void> {
    const { topics } = await this.#connection.call("Metadata", 1, { topics: null });
    const topicNames = topics.map(({ name }) => name!)
      .filter((name) => name !== TOPIC && !name.startsWith("__"));
    await this.#connection.call("DeleteTopics", 1, { topicNames, timeoutMs: 10_000 });
    const { groups } = await this.#connection.call("ListGroups", 1, {});
    const groupsNames = groups.map(({ groupId }) => groupId);
    await this.#connection.call("DeleteGroups", 1, { groupsNames });
    await this.#makeTopics();
    await this.#deleteRecords();
  }

  /** What it has read would else be most of the memory that a long run takes. */
  async #deleteRecords(): Promise<void> {
    await this.#connection.call("DeleteRecords", 1, {
      topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0, offset: TO_THE_END }] }],
      timeoutMs: 10_000,
    });
  }

  async #makeTopics(): Promise<void> {
    await this.#connection.call("CreateTopics", 5, {
      topics: TARGETS.map(([name, configs]) => ({
        name,
        numPartitions: 2,
        replicationFactor: 1,
        assignments: [],
        configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
      })),
      timeoutMs: 10_000,
      validateOnly: false,
    });
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }
}
