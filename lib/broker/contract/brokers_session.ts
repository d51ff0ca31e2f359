import { waitFor } from "../../core/mod.ts";
import type { BrokerControl } from "./broker_control.ts";
import { RawConnection } from "./raw_connection.ts";
import { errorName, Session } from "./session.ts";

/** A story about three brokers, some of which die. */
export interface BrokersScenario {
  readonly name: string;
  run(session: BrokersSession): Promise<void>;
}

/** A partition as metadata has it. */
export interface PartitionState {
  readonly error: string;
  readonly leader: number;
  readonly epoch: number;
  readonly replicas: number[];
  readonly isr: number[];
  readonly offline: number[];
}

/** What a scenario with several brokers talks through: a connection to each that lives. */
export class BrokersSession extends Session {
  readonly #addresses: readonly string[];
  readonly #control: BrokerControl;
  /** How long a broker may take to be known as dead, in milliseconds. */
  readonly killMs: number;
  readonly #to = new Map<number, RawConnection>();
  readonly #dead = new Set<number>();

  /** `addresses` of the brokers in the order of their ids. */
  constructor(addresses: readonly string[], control: BrokerControl, killMs: number) {
    super(addresses[0]!);
    this.killMs = killMs;
    this.#addresses = addresses;
    this.#control = control;
  }

  /** The brokers that live. */
  get live(): number[] {
    return [...this.#addresses.keys()].filter((id) => !this.#dead.has(id));
  }

  /** The connection to a broker. */
  async to(brokerId: number): Promise<RawConnection> {
    const connection = this.#to.get(brokerId) ?? await this.apart(brokerId);
    this.#to.set(brokerId, connection);
    return connection;
  }

  /** A connection to a broker for a request that waits; the scenario closes it. */
  apart(brokerId: number): Promise<RawConnection> {
    return RawConnection.open(this.#addresses[brokerId]!, "contract", this.asked);
  }

  /** The connection to any broker that lives. */
  override broker(): Promise<RawConnection> {
    return this.to(this.live[0]!);
  }

  async kill(brokerId: number): Promise<void> {
    this.#dead.add(brokerId);
    await this.#control.kill(brokerId);
    this.#to.get(brokerId)?.[Symbol.dispose]();
    this.#to.delete(brokerId);
    await this.#takenUp();
  }

  async revive(brokerId: number): Promise<void> {
    await this.#control.revive(brokerId);
    this.#dead.delete(brokerId);
    await this.#takenUp();
  }

  /**
   * Waits until the partitions go by what the brokers tell. A broker tells of a change before its
   * partitions know who is in sync now, and takes up a later one, such as a new topic, after that.
   */
  async #takenUp(): Promise<void> {
    await this.placed(this.live.map((id) => [id]));
  }

  holdReplication(): Promise<AsyncDisposable> {
    return this.#control.holdReplication();
  }

  async moveLeader(topic: string, brokerId: number): Promise<void> {
    await this.#control.moveLeader({ topic, partition: 0 }, brokerId);
    await this.awaitLeader(topic, brokerId);
  }

  /** Makes a topic with these brokers for each partition, the leader first. */
  async placed(
    assignments: readonly (readonly number[])[],
    config: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const name = this.name("topic");
    const { topics } = await (await this.broker()).call("CreateTopics", 5, {
      topics: [{
        name,
        numPartitions: -1,
        replicationFactor: -1,
        assignments: assignments.map((brokerIds, partitionIndex) => ({
          partitionIndex,
          brokerIds: [...brokerIds],
        })),
        configs: Object.entries(config).map(([name, value]) => ({ name, value })),
      }],
    });
    const code = topics[0]!.errorCode;
    if (code !== 0) throw new Error(`CreateTopics ${name}: ${errorName(code)}`);
    this.removeAfter(name);
    await this.awaitLeader(name);
    return name;
  }

  /**
   * Waits until the leaders that there are, or the one that is expected, know that they lead, those
   * before know that they don't, and all brokers know them.
   */
  async awaitLeader(topic: string, expected?: number): Promise<void> {
    await waitFor(async () => {
      const states = await Promise.all(this.live.map((id) => this.stateOf(topic, { at: id })));
      const [first] = states;
      if (states.some((state) => JSON.stringify(state) !== JSON.stringify(first))) return false;
      if (first!.length === 0) return false;
      if (expected !== undefined && first![0]?.leader !== expected) return false;
      for (const [partition, { leader }] of first!.entries()) {
        for (const id of this.live) {
          if (await this.#leads(topic, partition, id) !== (id === leader)) return false;
        }
      }
      return true;
    }, { what: `leaders of ${topic}`, timeoutMs: 20_000, intervalMs: 20 });
  }

  async #leads(topic: string, partitionIndex: number, brokerId: number): Promise<boolean> {
    const connection = await this.to(brokerId);
    const { topics } = await connection.call("ListOffsets", 5, {
      replicaId: -1,
      topics: [{ name: topic, partitions: [{ partitionIndex, timestamp: -1 }] }],
    });
    return topics[0]!.partitions[0]!.errorCode === 0;
  }

  /** Waits until a topic has so many partitions, and all of them are led. */
  async awaitPartitions(topic: string, count: number): Promise<void> {
    await waitFor(async () => (await this.stateOf(topic)).length === count, {
      what: `${topic} to have ${count} partitions`,
    });
    await this.awaitLeader(topic);
  }

  /** Waits until a topic's first partition has these replicas, in sync or not. */
  async awaitReplicas(topic: string, replicas: readonly number[]): Promise<void> {
    await waitFor(async () => (await this.stateOf(topic))[0]!.replicas.join() === replicas.join(), {
      what: `${topic} to be on ${replicas}`,
    });
    await this.awaitLeader(topic);
  }

  /** The partitions of a topic as a broker tells of them. */
  async stateOf(
    topic: string,
    { at = this.live[0]!, version = 9 }: { at?: number; version?: number } = {},
  ): Promise<PartitionState[]> {
    const { topics } = await (await this.to(at)).call("Metadata", version, {
      topics: [{ name: topic }],
      allowAutoTopicCreation: false,
    });
    return topics[0]!.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex)
      .map((partition) => ({
        error: errorName(partition.errorCode),
        leader: partition.leaderId,
        epoch: partition.leaderEpoch,
        replicas: [...partition.replicaNodes],
        isr: partition.isrNodes.toSorted(),
        offline: partition.offlineReplicas.toSorted(),
      }));
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#dead) await this.#control.revive(id);
    for (const connection of this.#to.values()) connection[Symbol.dispose]();
    await super[Symbol.asyncDispose]();
  }
}
