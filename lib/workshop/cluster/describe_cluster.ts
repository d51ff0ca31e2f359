import { BrokerLine, demandSuccess, type LineAddress } from "./broker_line.ts";

/** What a broker says of its cluster. */
export interface ClusterAnswer {
  /** Its id. */
  readonly clusterId: string;
  /** The broker that admin requests go to. */
  readonly controllerId: number;
  /** The brokers that are registered and not fenced. */
  readonly brokers: readonly {
    readonly id: number;
    readonly host: string;
    readonly port: number;
  }[];
}

/**
 * Asks the broker on a loopback port to describe its cluster (DescribeCluster v0, KIP-700): a whole
 * round trip, since a port opens well before its broker answers.
 *
 * @throws {WorkshopError} code `NOT_ANSWERING` when nobody, or something that is no broker, is there
 */
export async function describeCluster(
  at: number | LineAddress,
  timeoutMs = 2000,
): Promise<ClusterAnswer> {
  const address = typeof at === "number" ? { port: at } : at;
  return await BrokerLine.use(address, async (line) => {
    const { errorCode, clusterId, controllerId, brokers } = await line.ask("DescribeCluster", 0, {
      includeClusterAuthorizedOperations: false,
    });
    demandSuccess(errorCode, "DescribeCluster");
    return {
      clusterId,
      controllerId,
      brokers: brokers.map(({ brokerId, host, port }) => ({ id: brokerId, host, port })),
    };
  }, timeoutMs);
}
