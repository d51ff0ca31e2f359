import { withDeadline } from "../core/mod.ts";
import { decodeResponse, encodeRequest, Reader } from "../protocol/mod.ts";

/** The newest `metadata.version` level of each release of Apache Kafka (KIP-584). */
const RELEASES: readonly [level: number, release: string][] = [
  [7, "3.3"],
  [8, "3.4"],
  [11, "3.5"],
  [14, "3.6"],
  [19, "3.7"],
  [20, "3.8"],
  [21, "3.9"],
  [25, "4.0"],
  [27, "4.1"],
];

/** The release that a finalized `metadata.version` belongs to, as a text for people. */
export function releaseOf(level: number): string {
  const release = RELEASES.find(([newest]) => level <= newest);
  if (level < RELEASES[0]![0]) return "older than 3.3";
  return release?.[1] ?? `newer than ${RELEASES.at(-1)![1]}`;
}

/**
 * What a broker tells of its version: it never says its release, but the level of its metadata does.
 * `undefined` when it can't be asked (TLS, no answer) or does not say.
 */
export async function brokerVersion(address: string): Promise<string | undefined> {
  const at = address.lastIndexOf(":");
  let connection: Deno.TcpConn | undefined;
  try {
    connection = await Deno.connect({
      hostname: address.slice(0, at),
      port: Number(address.slice(at + 1)),
    });
    const level = await withDeadline(metadataLevel(connection), {
      what: `the version of ${address}`,
      timeoutMs: 2000,
    });
    return level === undefined ? undefined : releaseOf(level);
  } catch {
    return undefined;
  } finally {
    connection?.close();
  }
}

async function metadataLevel(connection: Deno.TcpConn): Promise<number | undefined> {
  const header = { correlationId: 1, clientId: "kafka-workshop-probe" };
  const body = { clientSoftwareName: "kafka-workshop", clientSoftwareVersion: "0" };
  for (const chunk of encodeRequest("ApiVersions", 3, header, body)) {
    for (let sent = 0; sent < chunk.length;) sent += await connection.write(chunk.subarray(sent));
  }
  const size = new DataView((await readExactly(connection, 4)).buffer).getInt32(0);
  if (size < 0 || size > 1_000_000) return undefined;
  const frame = new Reader(await readExactly(connection, size));
  const { finalizedFeatures } = decodeResponse("ApiVersions", 3, frame).body;
  return finalizedFeatures?.find((feature) => feature.name === "metadata.version")
    ?.maxVersionLevel;
}

async function readExactly(connection: Deno.TcpConn, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const count = await connection.read(bytes.subarray(filled));
    if (count === null) throw new Error("It closed the connection");
    filled += count;
  }
  return bytes;
}
