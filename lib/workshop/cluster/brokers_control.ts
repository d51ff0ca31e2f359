import { waitFor, WorkshopError } from "../../core/mod.ts";
import type { TopicPartition } from "../../kafka/mod.ts";
import { BrokerLine, demandSuccess, type LineAddress } from "./broker_line.ts";
import { allSee, type PartitionView, viewOf } from "./cluster_view.ts";
import type { ClusterControl } from "./control.ts";

/** Those who run the brokers of an Apache Kafka: processes of this machine, or containers. */
export interface BrokerHost {
  /** The brokers, those that are down too. */
  readonly brokerIds: readonly number[];
  /** A plain listener of a broker. */
  addressOf(brokerId: number): LineAddress;
  /** Ends a broker at once. */
  end(brokerId: number): Promise<void>;
  /** Starts a broker that was ended; resolves at the latest when it answers. */
  begin(brokerId: number): Promise<void>;
  /** See {@link ClusterControl.holdReplication}. */
  holdReplication(): Promise<AsyncDisposable>;
  /** See {@link ClusterControl.freeze}. */
  freeze?(brokerId: number): Promise<AsyncDisposable>;
  /** See {@link ClusterControl.cleanNow}. */
  cleanNow(topic: string): Promise<void>;
}

const PREFERRED = 0;
const ELECTION_NOT_NEEDED = 84;
const ANSWER_MS = 60_000;
/** A broker is given up on when its session is over; a start takes some seconds more. */
const KILLED_MS = 90_000;
const REVIVED_MS = 180_000;

/** Control of an Apache Kafka by whoever runs its brokers and by requests that any admin may send. */
export class BrokersControl implements ClusterControl {
  readonly freeze?: (brokerId: number) => Promise<AsyncDisposable>;
  readonly #host: BrokerHost;
  readonly #down = new Set<number>();

  /** Takes brokers that all run. */
  constructor(host: BrokerHost) {
    this.#host = host;
    if (host.freeze !== undefined) this.freeze = (id) => host.freeze!(id);
  }

  get brokerIds(): readonly number[] {
    return this.#host.brokerIds;
  }

  async kill(brokerId: number): Promise<void> {
    await this.#host.end(brokerId);
    this.#down.add(brokerId);
    await allSee(
      () => this.#live(),
      ({ brokerIds, partitions }) =>
        !brokerIds.includes(brokerId) && partitions.every(({ leader }) => leader !== brokerId),
      { what: `the other brokers to give up on broker ${brokerId}`, timeoutMs: KILLED_MS },
    );
  }

  async revive(brokerId: number): Promise<void> {
    if (!this.#down.has(brokerId)) return;
    await this.#host.begin(brokerId);
    this.#down.delete(brokerId);
    await allSee(
      () => this.#live(),
      ({ brokerIds, partitions }) =>
        brokerIds.includes(brokerId) &&
        partitions.every((partition) => isBack(partition, brokerId)),
      { what: `broker ${brokerId} to be in sync again`, timeoutMs: REVIVED_MS },
    );
  }

  async moveLeader(place: TopicPartition, brokerId: number): Promise<void> {
    const { topic, partition } = place;
    const before = find((await viewOf(this.#anyone())).partitions, place);
    if (before === undefined || !before.replicas.includes(brokerId)) {
      throw new WorkshopError(
        `Broker ${brokerId} can't lead ${topic}/${partition}: it has no replica of it`,
        { code: "NOT_A_REPLICA", topic, partition },
      );
    }
    const replicas = [brokerId, ...before.replicas.filter((id) => id !== brokerId)];
    await this.#reorder(place, replicas);
    await waitFor(() => this.#electPreferred(place), {
      what: `the election of broker ${brokerId} in ${topic}/${partition}`,
      timeoutMs: ANSWER_MS,
    });
    await allSee(
      () => this.#live(),
      ({ partitions }) => find(partitions, place)?.leader === brokerId,
      { what: `broker ${brokerId} to lead ${topic}/${partition}`, timeoutMs: ANSWER_MS },
    );
  }

  holdReplication(): Promise<AsyncDisposable> {
    return this.#host.holdReplication();
  }

  cleanNow(topic: string): Promise<void> {
    return this.#host.cleanNow(topic);
  }

  /** The same replicas in another order: the first is the preferred leader. */
  async #reorder({ topic, partition }: TopicPartition, replicas: number[]): Promise<void> {
    await BrokerLine.use(this.#anyone(), async (line) => {
      const answer = await line.ask("AlterPartitionReassignments", 0, {
        timeoutMs: ANSWER_MS,
        topics: [{ name: topic, partitions: [{ partitionIndex: partition, replicas }] }],
      });
      demandSuccess(answer.errorCode, "The new order of replicas");
      const [result] = answer.responses.flatMap(({ partitions }) => partitions);
      demandSuccess(result?.errorCode ?? 0, "The new order of replicas");
    }, ANSWER_MS);
    await allSee(
      () => this.#live(),
      ({ partitions }) =>
        find(partitions, { topic, partition })?.replicas.join() === replicas.join(),
      { what: `the new order of replicas of ${topic}/${partition}`, timeoutMs: ANSWER_MS },
    );
  }

  async #electPreferred({ topic, partition }: TopicPartition): Promise<boolean> {
    const { errorCode, replicaElectionResults } = await BrokerLine.use(
      this.#anyone(),
      (line) =>
        line.ask("ElectLeaders", 2, {
          electionType: PREFERRED,
          topicPartitions: [{ topic, partitions: [partition] }],
          timeoutMs: ANSWER_MS,
        }),
      ANSWER_MS,
    );
    const [result] = replicaElectionResults.flatMap(({ partitionResult }) => partitionResult);
    const code = errorCode || (result?.errorCode ?? 0);
    return code === 0 || code === ELECTION_NOT_NEEDED;
  }

  #live(): LineAddress[] {
    return this.brokerIds.filter((id) => !this.#down.has(id)).map((id) => this.#host.addressOf(id));
  }

  #anyone(): LineAddress {
    const [first] = this.#live();
    if (first !== undefined) return first;
    throw new WorkshopError("All brokers are down: revive one first", { code: "NO_BROKER" });
  }
}

function isBack({ leader, replicas, inSync }: PartitionView, brokerId: number): boolean {
  return leader < 0 || !replicas.includes(brokerId) || inSync.includes(brokerId);
}

function find(
  partitions: readonly PartitionView[],
  { topic, partition }: TopicPartition,
): PartitionView | undefined {
  return partitions.find((each) => each.topic === topic && each.partition === partition);
}
