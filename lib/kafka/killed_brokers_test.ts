import { assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { connectKafka, type Kafka, type Transaction, type TransactionalSession } from "./mod.ts";

const BROKERS = [0, 1, 2];
const text = new TextEncoder();

async function open(cluster: Cluster): Promise<Kafka> {
  const kafka = connectKafka({ bootstrapServers: cluster.bootstrapServers.split(",") });
  await using admin = await kafka.admin();
  await admin.createTopics([{
    name: "orders",
    partitions: 3,
    replicationFactor: 3,
    config: { "min.insync.replicas": "2" },
  }]);
  return kafka;
}

/** Writes again what a broker refused that no longer leads: it is known not to be in the log. */
async function produce(
  transaction: Transaction,
  partition: number,
  value: string,
): Promise<void> {
  await waitFor(async () => {
    try {
      const records = [{ value: text.encode(value) }];
      await transaction.produce({ topic: "orders", partition, records });
      return true;
    } catch (error) {
      if (error instanceof WorkshopError && error.retriable && error.definite) return false;
      throw error;
    }
  }, { what: `partition ${partition} to be led` });
}

/** Writes a value to each partition in one transaction, and calls `fault` before its end. */
async function writeEverywhere(
  session: TransactionalSession,
  value: string,
  fault: () => Promise<void>,
): Promise<void> {
  const transaction = await session.begin();
  for (const partition of BROKERS) {
    await produce(transaction, partition, value);
  }
  await transaction.sendOffsets("billers", [{ topic: "orders", partition: 0, offset: 7n }]);
  await fault();
  await transaction.commit();
}

async function valuesOf(kafka: Kafka): Promise<string[][]> {
  const values: string[][] = BROKERS.map(() => []);
  for await (const { partition, value } of kafka.read({ topic: "orders" })) {
    values[partition]!.push(new TextDecoder().decode(value!));
  }
  return values;
}

Deno.test("a transaction goes on whichever broker dies before its end", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = await open(cluster);
  await using session = await kafka.transactional("billing");
  for (const id of BROKERS) {
    await writeEverywhere(session, `killed ${id}`, () => cluster.kill(id));
    await cluster.revive(id);
  }
  assertEquals(await valuesOf(kafka), BROKERS.map(() => BROKERS.map((id) => `killed ${id}`)));
  await using admin = await kafka.admin();
  const committed = await admin.committedOffsets("billers", ["orders"]);
  assertEquals(committed, [{ topic: "orders", partition: 0, offset: 7n }]);
});

Deno.test("a transaction that lost its records with a leader is written everywhere or nowhere", async () => {
  await using cluster = await Cluster.start({ brokers: 3, followerLagMs: 5 });
  await using kafka = await open(cluster);
  const written: string[] = [];
  for (const id of BROKERS) {
    await using session = await kafka.transactional("billing");
    const fault = async () => {
      await using _held = await cluster.holdReplication();
      await cluster.kill(id);
    };
    try {
      await writeEverywhere(session, `held ${id}`, fault);
      written.push(`held ${id}`);
    } catch (error) {
      if (!(error instanceof WorkshopError)) throw error;
    }
    await cluster.revive(id);
  }
  await using _heir = await kafka.transactional("billing");
  const [first = [], ...others] = await valuesOf(kafka);
  for (const values of others) assertEquals(values, first);
  assertEquals(written.filter((value) => !first.includes(value)), []);
});

Deno.test("a member comes back while the broker is dead that it was told of first", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  await using kafka = await open(cluster);
  const generations: number[] = [];
  await using _session = await kafka.joinGroup({
    groupId: "billers",
    topics: ["orders"],
    sessionTimeoutMs: 6000,
    heartbeatIntervalMs: 100,
    onBatch: () => {},
    onAssigned: ({ id }) => generations.push(id),
  });
  await using admin = await kafka.admin();
  for (const { partition } of await admin.describeTopic("__consumer_offsets")) {
    await cluster.moveLeader({ topic: "__consumer_offsets", partition }, 0);
  }
  const before = generations.length;
  await cluster.kill(0);
  await waitFor(() => generations.length > before, {
    what: "another generation",
    timeoutMs: 60_000,
  });
});
