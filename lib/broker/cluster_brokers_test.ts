import { assert, assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { encodeBatch } from "../protocol/mod.ts";
import { produceOne, readAll } from "./_produce_raw.ts";
import { tempFolder } from "./_test_folder.ts";
import { Cluster, type RunningCluster } from "./cluster.ts";
import { RawConnection } from "./contract/raw_connection.ts";
import { startClusterInWorker } from "./start_in_worker.ts";

const REPLICAS = [0, 1, 2];
const ORDERS = { topic: "orders", partition: 0 };

function connect(cluster: RunningCluster, brokerId: number): Promise<RawConnection> {
  return RawConnection.open(cluster.bootstrapServers.split(",")[brokerId]!, "test");
}

async function makeOrders(broker: RawConnection, brokerIds = REPLICAS): Promise<void> {
  const { topics } = await broker.call("CreateTopics", 5, {
    topics: [{
      name: "orders",
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds }],
      configs: [],
    }],
  });
  assertEquals(topics[0]!.errorCode, 0);
}

async function stateOfOrders(broker: RawConnection) {
  const { topics } = await broker.call("Metadata", 12, { topics: [{ name: "orders" }] });
  const { leaderId: leader, leaderEpoch: epoch, isrNodes } = topics[0]!.partitions[0]!;
  return { leader, epoch, isr: isrNodes.toSorted() };
}

async function commit(broker: RawConnection, committedOffset: number): Promise<number> {
  const { topics } = await broker.call("OffsetCommit", 8, {
    groupId: "g",
    topics: [{
      name: "orders",
      partitions: [{ partitionIndex: 0, committedOffset, committedMetadata: null }],
    }],
  });
  return topics[0]!.partitions[0]!.errorCode;
}

async function coordinator(cluster: RunningCluster, askedId: number): Promise<number> {
  using asked = await connect(cluster, askedId);
  const { nodeId } = await asked.call("FindCoordinator", 3, { key: "g", keyType: 0 });
  return nodeId;
}

/** Appends a record that counts as soon as the leader has it. */
async function produceUnsafely(leader: RawConnection): Promise<void> {
  const records = encodeBatch([{ timestampMs: Date.now(), value: new Uint8Array([1]) }]);
  const { responses } = await leader.call("Produce", 9, {
    acks: 1,
    timeoutMs: 1000,
    topicData: [{ name: "orders", partitionData: [{ index: 0, records }] }],
  });
  assertEquals(responses[0]!.partitionResponses[0]!.errorCode, 0);
}

for (
  const [kind, start] of [["here", Cluster.start], ["in a Worker", startClusterInWorker]] as const
) {
  Deno.test(`a broker ${kind} dies, resets its clients, and comes back on its port`, async () => {
    await using cluster = await start({ brokers: 3 });
    using first = await connect(cluster, 0);
    using second = await connect(cluster, 1);
    await makeOrders(first);
    assertEquals(await produceOne(first, { topic: "orders", value: "one" }), 0);
    await cluster.kill(0);
    await cluster.kill(0);
    assertEquals(await first.receiveFrame(), undefined);
    await assertRejects(() => connect(cluster, 0), Deno.errors.ConnectionRefused);
    assertEquals(await stateOfOrders(second), { leader: 1, epoch: 1, isr: [1, 2] });
    assertEquals(await produceOne(second, { topic: "orders", value: "two" }), 1);
    await cluster.revive(0);
    await cluster.revive(0);
    assertEquals(await stateOfOrders(second), { leader: 1, epoch: 1, isr: REPLICAS });
    await cluster.moveLeader(ORDERS, 0);
    using back = await connect(cluster, 0);
    assertEquals(await readAll(back, "orders"), ["one", "two"]);
    const unknown = await assertRejects(() => cluster.kill(7), WorkshopError);
    const missing = await assertRejects(
      () => cluster.moveLeader({ topic: "none", partition: 0 }, 0),
      WorkshopError,
    );
    assertEquals([unknown.code, missing.code], ["UNKNOWN_BROKER", "UNKNOWN_PARTITION"]);
  });

  Deno.test(`followers ${kind} that are held lose what only their leader had`, async () => {
    await using cluster = await start({ brokers: 3 });
    using first = await connect(cluster, 0);
    using second = await connect(cluster, 1);
    await makeOrders(first);
    await produceOne(first, { topic: "orders", value: "kept" });
    const hold = await cluster.holdReplication();
    await produceUnsafely(first);
    await cluster.kill(0);
    await hold[Symbol.asyncDispose]();
    assertEquals(await readAll(second, "orders"), ["kept"]);
    assertEquals(await produceOne(second, { topic: "orders", value: "next" }), 1);
  });
}

Deno.test("followers that lag lose what their leader had not long enough", async () => {
  await using cluster = await Cluster.start({ brokers: 3, followerLagMs: 600_000 });
  using first = await connect(cluster, 0);
  using second = await connect(cluster, 1);
  await makeOrders(first);
  await produceUnsafely(first);
  await cluster.kill(0);
  assertEquals(await readAll(second, "orders"), []);
});

Deno.test("an election of all preferred leaders tells only of those that changed", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  using broker = await connect(cluster, 1);
  await makeOrders(broker);
  await coordinator(cluster, 1);
  await cluster.moveLeader(ORDERS, 1);
  const request = { electionType: 0, topicPartitions: null, timeoutMs: 1000 };
  assertEquals((await broker.call("ElectLeaders", 2, request)).replicaElectionResults, []);
  await cluster.kill(1);
  await cluster.revive(1);
  using again = await connect(cluster, 1);
  const { replicaElectionResults } = await again.call("ElectLeaders", 2, request);
  const orders = replicaElectionResults.find(({ topic }) => topic === "orders");
  assertEquals(orders?.partitionResult.map(({ errorCode }) => errorCode), [0]);
  assertEquals((await stateOfOrders(again)).leader, 1);
  assertEquals((await again.call("ElectLeaders", 2, request)).replicaElectionResults, []);
});

Deno.test("a data folder keeps leaders and replicas, and all brokers are up after a restart", async () => {
  const dataDir = tempFolder();
  try {
    {
      await using cluster = await Cluster.start({ brokers: 3, dataDir });
      using broker = await connect(cluster, 1);
      await makeOrders(broker);
      await cluster.kill(0);
      await produceOne(broker, { topic: "orders", value: "one" });
    }
    await using cluster = await Cluster.start({ brokers: 3, dataDir });
    using broker = await connect(cluster, 1);
    assertEquals(await stateOfOrders(broker), { leader: 1, epoch: 2, isr: REPLICAS });
    assertEquals(await readAll(broker, "orders"), ["one"]);
  } finally {
    Deno.removeSync(dataDir, { recursive: true });
  }
});

Deno.test("a commit is acknowledged when the next coordinator would know of it", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  const id = await coordinator(cluster, 0);
  using broker = await connect(cluster, id);
  await makeOrders(broker);
  assertEquals(await commit(broker, 3), 0);
  const hold = await cluster.holdReplication();
  let answered = false;
  const committed = commit(broker, 4).then((code) => {
    answered = true;
    return code;
  });
  using other = await connect(cluster, (id + 1) % 3);
  await stateOfOrders(other);
  assert(!answered, "a commit that followers lack is acknowledged");
  await hold[Symbol.asyncDispose]();
  assertEquals(await committed, 0);
  await cluster.kill(id);
  using next = await connect(cluster, await coordinator(cluster, (id + 1) % 3));
  const { groups } = await next.call("OffsetFetch", 8, {
    groups: [{ groupId: "g", topics: null }],
  });
  assertEquals(groups[0]!.topics[0]!.partitions[0]!.committedOffset, 4);
});

Deno.test("a coordinator that dies with a commit that no follower has takes it along", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  const id = await coordinator(cluster, 0);
  using broker = await connect(cluster, id);
  await makeOrders(broker);
  await commit(broker, 3);
  const hold = await cluster.holdReplication();
  const lost = commit(broker, 4).catch(() => "no answer");
  await waitFor(() => logEndOf(cluster, id), { what: "the commit to be in the log" });
  await cluster.kill(id);
  await hold[Symbol.asyncDispose]();
  assertEquals(await lost, "no answer");
  using next = await connect(cluster, await coordinator(cluster, (id + 1) % 3));
  const { groups } = await next.call("OffsetFetch", 8, {
    groups: [{ groupId: "g", topics: null }],
  });
  assertEquals(groups[0]!.topics[0]!.partitions[0]!.committedOffset, 3);
});

/** Whether the group's partition holds more than its followers have. */
async function logEndOf(cluster: RunningCluster, id: number): Promise<boolean> {
  using broker = await connect(cluster, id);
  const { topics } = await broker.call("Metadata", 12, {
    topics: [{ name: "__consumer_offsets" }],
  });
  const led = topics[0]!.partitions.filter(({ leaderId }) => leaderId === id);
  const { topics: answers } = await broker.call("OffsetForLeaderEpoch", 3, {
    replicaId: -1,
    topics: [{
      topic: "__consumer_offsets",
      partitions: led.map(({ partitionIndex: partition, leaderEpoch }) => ({
        partition,
        currentLeaderEpoch: -1,
        leaderEpoch,
      })),
    }],
  });
  return answers[0]!.partitions.some(({ endOffset }) => endOffset === 2);
}
