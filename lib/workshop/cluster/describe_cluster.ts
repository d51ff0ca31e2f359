import { messageOf, withDeadline, WorkshopError } from "../../core/mod.ts";

/** What a broker says of its cluster. */
export interface ClusterAnswer {
  readonly clusterId: string;
  readonly controllerId: number;
  /** The brokers that are registered and not fenced. */
  readonly brokers: readonly {
    readonly id: number;
    readonly host: string;
    readonly port: number;
  }[];
}

const DESCRIBE_CLUSTER = 60;
const CLIENT_ID = "kafka-workshop-probe";

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
  await writeAll(connection, request());
  const size = new DataView((await readExactly(connection, 4)).buffer).getInt32(0);
  if (size < 0 || size > 1_000_000) throw new Error("what answers there does not speak Kafka");
  return readAnswer(await readExactly(connection, size));
}

function request(): Uint8Array {
  const name = new TextEncoder().encode(CLIENT_ID);
  const frame = new Uint8Array(4 + 8 + 2 + name.length + 3);
  const view = new DataView(frame.buffer);
  view.setInt32(0, frame.length - 4);
  view.setInt16(4, DESCRIBE_CLUSTER);
  view.setInt16(12, name.length);
  frame.set(name, 14);
  return frame;
}

function readAnswer(bytes: Uint8Array): ClusterAnswer {
  const reader = new CompactReader(bytes);
  reader.skip(4 + 1 + 4);
  const errorCode = reader.int16();
  if (errorCode !== 0) throw new Error(`it answers with error ${errorCode}`);
  reader.string();
  const clusterId = reader.string();
  const controllerId = reader.int32();
  const brokers = Array.from({ length: reader.unsignedVarint() - 1 }, () => {
    const broker = { id: reader.int32(), host: reader.string(), port: reader.int32() };
    reader.string();
    reader.skip(1);
    return broker;
  });
  return { clusterId, controllerId, brokers };
}

class CompactReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  skip(count: number): void {
    this.#at += count;
  }

  int16(): number {
    this.#at += 2;
    return this.#view.getInt16(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4);
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#view.getUint8(this.#at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value >>> 0;
  }

  /** A compact string; the null one reads as empty. */
  string(): string {
    const length = Math.max(0, this.unsignedVarint() - 1);
    this.#at += length;
    return new TextDecoder().decode(this.#bytes.subarray(this.#at - length, this.#at));
  }
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
