import { messageOf, waitFor } from "../../core/mod.ts";
import { BrokerLine, type LineAddress } from "./broker_line.ts";

/** A partition as one broker sees it. */
export interface PartitionView {
  readonly topic: string;
  readonly partition: number;
  /** −1 for none. */
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly inSync: readonly number[];
}

/** A cluster as one broker sees it. */
export interface ClusterView {
  /** The brokers that are there. */
  readonly brokerIds: readonly number[];
  /** The partitions of all topics, internal ones too. */
  readonly partitions: readonly PartitionView[];
}

/** How a broker sees its cluster. @throws {WorkshopError} code `NOT_ANSWERING` */
export async function viewOf(address: LineAddress): Promise<ClusterView> {
  const { brokers, topics } = await BrokerLine.use(
    address,
    (line) => line.ask("Metadata", 4, { topics: null, allowAutoTopicCreation: false }),
  );
  return {
    brokerIds: brokers.map(({ nodeId }) => nodeId),
    partitions: topics.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => ({
        topic: name!,
        partition: partitionIndex,
        leader: leaderId,
        replicas: replicaNodes,
        inSync: isrNodes,
      }))
    ),
  };
}

/** Waits until each of these brokers, asked anew each time, sees its cluster so. */
export async function allSee(
  addresses: () => readonly LineAddress[],
  holds: (view: ClusterView) => boolean,
  options: { readonly what: string; readonly timeoutMs: number },
): Promise<void> {
  let last = "";
  const look = async (address: LineAddress) => {
    try {
      return holds(await viewOf(address));
    } catch (error) {
      last = messageOf(error);
      return false;
    }
  };
  await waitFor(async () => (await Promise.all(addresses().map(look))).every(Boolean), {
    get what() {
      return last === "" ? options.what : `${options.what} (${last})`;
    },
    timeoutMs: options.timeoutMs,
    intervalMs: 50,
  });
}
