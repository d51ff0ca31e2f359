import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { Logger } from "../core/mod.ts";
import { createTopic, produceOne, readAll } from "./_produce_raw.ts";
import { ListenError } from "./broker.ts";
import { Cluster, type RunningCluster } from "./cluster.ts";
import { RawConnection } from "./contract/raw_connection.ts";
import { startClusterInWorker } from "./start_in_worker.ts";
import { StorageError } from "./storage/storage.ts";
import { tempFolder } from "./_test_folder.ts";

function connect(cluster: RunningCluster): Promise<RawConnection> {
  return RawConnection.open(cluster.bootstrapServers, "test");
}

async function withFolder(use: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = tempFolder();
  try {
    await use(dataDir);
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
}

function portOf(cluster: RunningCluster): number {
  return Number(cluster.bootstrapServers.split(":")[1]);
}

Deno.test("a cluster tells where it listens and is closed without a trace", async () => {
  const cluster = await Cluster.start();
  assertMatch(cluster.bootstrapServers, /^localhost:\d+$/);
  assertMatch(cluster.clusterId, /^embedded-\w+$/);
  using broker = await connect(cluster);
  const { clusterId } = await broker.call("Metadata", 12, { topics: null });
  assertEquals(clusterId, cluster.clusterId);
  await cluster.close();
  await cluster.close();
  assertEquals(await broker.receiveFrame(), undefined);
});

Deno.test("a port that is taken is told by its number", async () => {
  await using cluster = await Cluster.start();
  const port = portOf(cluster);
  for (const start of [Cluster.start, startClusterInWorker]) {
    const error = await assertRejects(() => start({ ports: [port] }), ListenError);
    assertEquals([error.code, error.port], ["EADDRINUSE", port]);
    assertStringIncludes(error.message, String(port));
  }
});

Deno.test("a cluster that can't listen leaves its data folder free", async () => {
  await using other = await Cluster.start();
  await withFolder(async (dataDir) => {
    await assertRejects(() => Cluster.start({ dataDir, ports: [portOf(other)] }), ListenError);
    await (await Cluster.start({ dataDir })).close();
  });
});

Deno.test("a data folder keeps the cluster's id, topics, records and settings", async () => {
  await withFolder(async (dataDir) => {
    let clusterId: string;
    {
      await using cluster = await Cluster.start({ dataDir });
      clusterId = cluster.clusterId;
      using broker = await connect(cluster);
      await createTopic(broker, "orders");
      await broker.call("IncrementalAlterConfigs", 1, {
        resources: [{
          resourceType: 2,
          resourceName: "orders",
          configs: [{ name: "retention.ms", configOperation: 0, value: "1234" }],
        }],
        validateOnly: false,
      });
      assertEquals(await produceOne(broker, { topic: "orders", value: "one" }), 0);
      assertEquals(await produceOne(broker, { topic: "orders", value: "two" }), 1);
      await createTopic(broker, "gone");
      await produceOne(broker, { topic: "gone", value: "x" });
      await broker.call("DeleteTopics", 5, { topicNames: ["gone"], timeoutMs: 1000 });
    }
    await using cluster = await Cluster.start({ dataDir });
    assertEquals(cluster.clusterId, clusterId);
    using broker = await connect(cluster);
    assertEquals(await readAll(broker, "orders"), ["one", "two"]);
    assertEquals(await produceOne(broker, { topic: "orders", value: "three" }), 2);
    const { topics } = await broker.call("Metadata", 12, { topics: null });
    assertEquals(topics.map(({ name }) => name), ["orders"]);
    assertEquals(topics[0]!.partitions[0]!.leaderEpoch, 1);
    const { results } = await broker.call("DescribeConfigs", 4, {
      resources: [{
        resourceType: 2,
        resourceName: "orders",
        configurationKeys: ["retention.ms"],
      }],
    });
    assertEquals(results[0]!.configs.map(({ value }) => value), ["1234"]);
  });
});

Deno.test("a data folder keeps committed offsets, and a transaction that was left open", async () => {
  await withFolder(async (dataDir) => {
    const producer = { transactionalId: "t", transactionTimeoutMs: 60_000 };
    let producerId: number;
    {
      await using cluster = await Cluster.start({ dataDir });
      using broker = await connect(cluster);
      await createTopic(broker, "orders");
      const partitions = [{ partitionIndex: 0, committedOffset: 7, committedMetadata: "note" }];
      await broker.call("OffsetCommit", 8, {
        groupId: "g",
        topics: [{ name: "orders", partitions }],
      });
      producerId = (await broker.call("InitProducerId", 4, producer)).producerId;
      await broker.call("AddPartitionsToTxn", 3, {
        v3AndBelowTransactionalId: "t",
        v3AndBelowProducerId: producerId,
        v3AndBelowTopics: [{ name: "orders", partitions: [0] }],
        v3AndBelowProducerEpoch: 0,
      });
    }
    await using cluster = await Cluster.start({ dataDir });
    using broker = await connect(cluster);
    const { groups } = await broker.call("OffsetFetch", 8, {
      groups: [{ groupId: "g", topics: null }],
    });
    const [committed] = groups[0]!.topics[0]!.partitions;
    assertEquals([committed!.committedOffset, committed!.metadata], [7, "note"]);
    const ended = await broker.call("EndTxn", 3, {
      transactionalId: "t",
      producerId,
      producerEpoch: 0,
      committed: true,
    });
    assertEquals(ended.errorCode, 0);
    const fresh = { transactionalId: null, transactionTimeoutMs: 1000 };
    const other = await broker.call("InitProducerId", 4, fresh);
    assert(other.producerId > producerId, "producer ids are given out once over all runs");
  });
});

Deno.test("a damaged log is cut with a warning that names file and offset", async () => {
  await withFolder(async (dataDir) => {
    {
      await using cluster = await Cluster.start({ dataDir });
      using broker = await connect(cluster);
      await createTopic(broker, "orders");
      await produceOne(broker, { topic: "orders", value: "one" });
      await produceOne(broker, { topic: "orders", value: "two" });
    }
    const file = `${dataDir}/orders-0/00000000000000000000.log`;
    Deno.truncateSync(file, Deno.statSync(file).size - 1);
    const lines: string[] = [];
    const logger: Logger = {
      log: (level, message) => lines.push(`${level} ${message}`),
      child: () => logger,
    };
    await using cluster = await Cluster.start({ dataDir, logger });
    assertEquals(lines.map((line) => line.split(" ", 1)[0]), ["WARN", "INFO"]);
    assertStringIncludes(lines[1]!, "bytes were read and checked");
    assertStringIncludes(lines[0]!, file);
    assertStringIncludes(lines[0]!, "before offset 1");
    using broker = await connect(cluster);
    assertEquals(await readAll(broker, "orders"), ["one"]);
  });
});

Deno.test("a data folder that another cluster uses is refused", async () => {
  await withFolder(async (dataDir) => {
    await using _cluster = await Cluster.start({ dataDir });
    const error = await assertRejects(() => startClusterInWorker({ dataDir }), StorageError);
    assertEquals(error.code, "DATA_FOLDER_IN_USE");
  });
});

Deno.test("a cluster in a Worker serves as one in this thread does", async () => {
  const cluster = await startClusterInWorker();
  assertMatch(cluster.clusterId, /^embedded-/);
  using broker = await connect(cluster);
  await createTopic(broker, "orders");
  assertEquals(await produceOne(broker, { topic: "orders", value: "one" }), 0);
  assertEquals(await readAll(broker, "orders"), ["one"]);
  await cluster.close();
  await cluster.close();
});

Deno.test("three brokers share one cluster: leaders go round, each leads its own", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  const addresses = cluster.bootstrapServers.split(",");
  assertEquals(addresses.length, 3);
  using broker = await RawConnection.open(addresses[2]!, "test");
  await broker.call("CreateTopics", 5, {
    topics: [{
      name: "orders",
      numPartitions: 3,
      replicationFactor: 3,
      assignments: [],
      configs: [],
    }],
  });
  const { brokers, topics } = await broker.call("Metadata", 12, { topics: null });
  assertEquals(brokers.map(({ host, port }) => `${host}:${port}`), addresses);
  const leaders = topics[0]!.partitions.map(({ leaderId }) => leaderId);
  assertEquals(leaders.toSorted(), [0, 1, 2]);
  assertEquals(leaders[0] === 2, (await errorOfProduce(broker)) === 0);
});

async function errorOfProduce(broker: RawConnection): Promise<number> {
  try {
    await produceOne(broker, { topic: "orders", value: "x" });
    return 0;
  } catch {
    return 6;
  }
}
