import { messageOf, withDeadline, WorkshopError } from "../../core/mod.ts";
import { decodeResponse, encodeRequest, Reader } from "../../protocol/mod.ts";

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
export async function describeCluster(port: number, timeoutMs = 2000): Promise<ClusterAnswer> {
  let connection: Deno.TcpConn | undefined;
  try {
    connection = await Deno.connect({ hostname: "127.0.0.1", port });
    return await withDeadline(ask(connection), {
      what: `the description of the cluster on port ${port}`,
      timeoutMs,
    });
  } catch (error) {
    throw new WorkshopError(`No Kafka broker answers on localhost:${port}: ${messageOf(error)}`, {
      code: "NOT_ANSWERING",
      retriable: true,
      cause: error,
    });
  } finally {
    connection?.close();
  }
}

async function ask(connection: Deno.TcpConn): Promise<ClusterAnswer> {
  const header = { correlationId: 1, clientId: "kafka-workshop-probe" };
  const request = { includeClusterAuthorizedOperations: false };
  for (const chunk of encodeRequest("DescribeCluster", 0, header, request)) {
    await writeAll(connection, chunk);
  }
  const size = new DataView((await readExactly(connection, 4)).buffer).getInt32(0);
  if (size < 0 || size > 1_000_000) throw new Error("what answers there does not speak Kafka");
  const frame = new Reader(await readExactly(connection, size));
  const { errorCode, clusterId, controllerId, brokers } =
    decodeResponse("DescribeCluster", 0, frame).body;
  if (errorCode !== 0) throw new Error(`it answers with error ${errorCode}`);
  return {
    clusterId,
    controllerId,
    brokers: brokers.map(({ brokerId, host, port }) => ({ id: brokerId, host, port })),
  };
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

async function readExactly(connection: Deno.TcpConn, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const count = await connection.read(bytes.subarray(filled));
    if (count === null) throw new Error("it closed the connection");
    filled += count;
  }
  return bytes;
}
