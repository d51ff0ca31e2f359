import { type Clock, systemClock, waitFor } from "../core/mod.ts";
import { produce } from "./_fixtures.ts";
import { RawClient } from "./_raw_client.ts";

/** The Apache Kafka of the command line: `deno test … -- --kafka=localhost:9092`. */
const KAFKA = Deno.args.find((arg) => arg.startsWith("--kafka="))?.slice("--kafka=".length);

/** What is under test, for the names of tests. */
export const TARGET_NAME = KAFKA === undefined ? "the embedded cluster" : "Apache Kafka";

/** An embedded cluster; tests start it. */
interface Embedded extends AsyncDisposable {
  readonly bootstrapServers: string;
}

/** Time that goes ten times as fast, so that sessions of an embedded cluster end soon. */
export const HASTY_CLOCK: Clock = {
  now: () => Date.now(),
  monotonicMs: () => systemClock.monotonicMs() * 10,
  sleep: (ms, signal) => systemClock.sleep(ms / 10, signal),
};

/** The outcome of one request: its answer came, with this error code, or did not. */
export type Outcome = number | "no answer";

/** A cluster behind a proxy, asked directly what its log and its groups hold. */
export class FaultTarget implements AsyncDisposable {
  readonly topic = `faults-${crypto.randomUUID()}`;
  readonly otherTopic = `${this.topic}-other`;
  readonly group = `${this.topic}-group`;
  readonly otherGroup = `${this.topic}-group-other`;
  readonly address: string;
  readonly #direct: RawClient;
  readonly #cluster: Embedded | undefined;

  private constructor(address: string, cluster: Embedded | undefined) {
    this.address = address;
    this.#cluster = cluster;
    this.#direct = new RawClient(address, "direct");
  }

  /** Starts an embedded cluster, or takes the Apache Kafka of the command line. */
  static async open(start: () => Promise<Embedded>): Promise<FaultTarget> {
    const cluster = KAFKA === undefined ? await start() : undefined;
    const target = new FaultTarget(KAFKA ?? cluster!.bootstrapServers, cluster);
    await target.#prepare();
    return target;
  }

  /** Id of the one broker. */
  async brokerId(): Promise<number> {
    return (await this.#direct.ask("Metadata", 12, { topics: [] }))!.brokers[0]!.nodeId;
  }

  async #prepare(): Promise<void> {
    const one = { numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
    const topics = [this.topic, this.otherTopic].map((name) => ({ name, ...one }));
    await this.#direct.ask("CreateTopics", 7, { topics, timeoutMs: 10_000 });
    for (const topic of [this.topic, this.otherTopic]) {
      await waitFor(async () => await this.end(topic) === 0, { what: `topic ${topic}` });
    }
    const coordinatorKeys = [this.group, this.otherGroup];
    await waitFor(async () => {
      const found = await this.#direct.ask("FindCoordinator", 4, { coordinatorKeys });
      return found!.coordinators.every(({ errorCode }) => errorCode === 0);
    }, { what: "the coordinators", timeoutMs: 60_000 });
    for (const group of coordinatorKeys) {
      await waitFor(async () => await this.committed(group) === -1, { what: `group ${group}` });
    }
  }

  /** End of a topic's log; undefined while it has none. */
  async end(topic: string): Promise<number | undefined> {
    const partitions = [{ partitionIndex: 0, timestamp: -1 }];
    const topics = [{ name: topic, partitions }];
    const answer = await this.#direct.ask("ListOffsets", 7, { replicaId: -1, topics });
    const found = answer!.topics[0]!.partitions[0]!;
    return found.errorCode === 0 ? found.offset : undefined;
  }

  /** What a group has committed of the topic; −1 is nothing. */
  async committed(group: string): Promise<number | undefined> {
    const topics = [{ name: this.topic, partitionIndexes: [0] }];
    const answer = await this.#direct.ask("OffsetFetch", 7, { groupId: group, topics });
    if (answer!.errorCode !== 0) return undefined;
    return answer!.topics[0]!.partitions[0]!.committedOffset;
  }

  /** State of a group and how many members it has. */
  async describe(group: string): Promise<string> {
    const answer = await this.#direct.ask("DescribeGroups", 5, { groups: [group] });
    const { groupState, members } = answer!.groups[0]!;
    return `${groupState}, ${members.length} members`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#direct.ask("DeleteTopics", 6, {
      topics: [this.topic, this.otherTopic].map((name) => ({ name })),
      timeoutMs: 10_000,
    });
    await this.#direct[Symbol.asyncDispose]();
    await this.#cluster?.[Symbol.asyncDispose]();
  }
}

/** One record into a topic. */
export async function produceOne(client: RawClient, topic: string): Promise<Outcome> {
  const answer = await client.ask("Produce", 9, produce(topic));
  if (answer === undefined) return "no answer";
  return answer.responses[0]!.partitionResponses[0]!.errorCode;
}

/** An offset committed as somebody who is no member of the group, or as a member of it. */
export async function commitOne(
  client: RawClient,
  options: {
    readonly group: string;
    readonly topic: string;
    readonly offset: number;
    readonly member?: { readonly memberId: string; readonly generationId: number };
  },
): Promise<Outcome> {
  const { group, topic, offset, member = { memberId: "", generationId: -1 } } = options;
  const partition = { partitionIndex: 0, committedOffset: offset, committedMetadata: null };
  const answer = await client.ask("OffsetCommit", 8, {
    groupId: group,
    generationIdOrMemberEpoch: member.generationId,
    memberId: member.memberId,
    topics: [{ name: topic, partitions: [partition] }],
  });
  return answer === undefined ? "no answer" : answer.topics[0]!.partitions[0]!.errorCode;
}
