import { assert, assertEquals } from "@std/assert";
import { ManualClock } from "../../core/mod.ts";
import { tempFolder } from "../_test_folder.ts";
import { Cluster } from "../cluster.ts";
import { RawConnection } from "../contract/raw_connection.ts";

const GROUP = "readers";
const PARTITIONS = 10;

function bytesIn(folder: string, name: RegExp): number {
  let bytes = 0;
  for (const entry of Deno.readDirSync(folder)) {
    if (!entry.isDirectory || !name.test(entry.name)) continue;
    for (const file of Deno.readDirSync(`${folder}/${entry.name}`)) {
      if (file.name.endsWith(".log")) {
        bytes += Deno.statSync(`${folder}/${entry.name}/${file.name}`).size;
      }
    }
  }
  return bytes;
}

async function commit(broker: RawConnection, round: number): Promise<void> {
  const { topics } = await broker.call("OffsetCommit", 7, {
    groupId: GROUP,
    generationIdOrMemberEpoch: -1,
    topics: [{
      name: "orders",
      partitions: Array.from({ length: PARTITIONS }, (_, partitionIndex) => ({
        partitionIndex,
        committedOffset: round * PARTITIONS + partitionIndex,
        committedMetadata: `round ${round} `.padEnd(100, "."),
      })),
    }],
  });
  assertEquals(new Set(topics[0]!.partitions.map(({ errorCode }) => errorCode)), new Set([0]));
}

async function committed(broker: RawConnection): Promise<unknown> {
  const { topics } = await broker.call("OffsetFetch", 5, { groupId: GROUP, topics: null });
  return topics[0]!.partitions.toSorted((a, b) => a.partitionIndex - b.partitionIndex);
}

async function createTopic(broker: RawConnection, name: string, numPartitions: number) {
  const { topics } = await broker.call("CreateTopics", 5, {
    topics: [{ name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }],
  });
  assertEquals(topics[0]!.errorCode, 0);
}

/** Ends and begins transactions of one id: each leaves some records of its state. */
async function transactions(broker: RawConnection, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { errorCode } = await broker.call("InitProducerId", 2, {
      transactionalId: "payments",
      transactionTimeoutMs: 60_000,
    });
    assertEquals(errorCode, 0);
  }
}

async function onCluster<T>(
  dataDir: string,
  use: (broker: RawConnection, cluster: Cluster) => Promise<T>,
): Promise<T> {
  await using cluster = await Cluster.start({ dataDir, clock: new ManualClock() });
  using broker = await RawConnection.open(cluster.bootstrapServers, "test");
  return await use(broker, cluster);
}

Deno.test("a data folder does not grow for ever, and committed offsets outlive its cleaning", async () => {
  const dataDir = tempFolder();
  try {
    const before = await onCluster(dataDir, async (broker, cluster) => {
      await createTopic(broker, "orders", PARTITIONS);
      for (let round = 0; round < 1000; round++) await commit(broker, round);
      await transactions(broker, 9000);
      for (let round = 0; round < 80; round++) {
        await createTopic(broker, `passing-${round}`, 200);
        await broker.call("DeleteTopics", 5, { topicNames: [`passing-${round}`], timeoutMs: 1000 });
      }
      const grown = [/^__consumer_offsets-/, /^__transaction_state-/, /^__cluster_metadata-/]
        .map((name) => ({ name, bytes: bytesIn(dataDir, name) }));
      await cluster.cleanNow();
      for (const { name, bytes } of grown) {
        const left = bytesIn(dataDir, name);
        assert(left < bytes / 10, `${name}: ${left} of ${bytes} bytes are left`);
      }
      return await committed(broker);
    });
    const [after, producer, names] = await onCluster(dataDir, async (broker) =>
      [
        await committed(broker),
        await broker.call("InitProducerId", 2, {
          transactionalId: "payments",
          transactionTimeoutMs: 60_000,
        }),
        (await broker.call("Metadata", 8, { topics: null })).topics.map(({ name }) => name),
      ] as const);
    assertEquals(after, before);
    assertEquals([producer.errorCode, producer.producerEpoch], [0, 9000]);
    assertEquals(names.toSorted(), ["__consumer_offsets", "__transaction_state", "orders"]);
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
});
