import { assert, assertEquals } from "@std/assert";
import { connectKafka } from "../../kafka/mod.ts";
import { clientTest } from "./client_test_case.ts";
import { javaTools, runTool, toolEvents } from "./java_tools.ts";
import { makeTopic } from "./make_topic.ts";

const COUNT = 20_000;
const IN_TRANSACTIONS = 100;

clientTest(javaTools, "measure producing and consuming, and lose nothing", async (target) => {
  const topic = target.name("load");
  const server = target.bootstrapServers;
  await using kafka = connectKafka({ bootstrapServers: [server] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 3 });
  const load = ["--topic", topic, "--num-records", String(COUNT), "--throughput", "-1"];
  const props = ["--producer-props", `bootstrap.servers=${server}`, "compression.type=lz4"];
  const told = await runTool("ProducerPerformance", [
    ...load,
    "--record-size",
    "500",
    ...props,
  ]);
  assert(told.includes(`${COUNT} records sent`), told);
  const ends = await admin.topicOffsets(topic);
  assertEquals(ends.reduce((sum, { high }) => sum + high, 0n), BigInt(COUNT));

  const report = await runTool("ConsumerPerformance", [
    "--bootstrap-server",
    server,
    "--topic",
    topic,
    "--messages",
    String(COUNT),
    "--timeout",
    "120000",
    "--hide-header",
  ]);
  assertEquals(Number(report.trim().split(", ")[4]), COUNT);
});

clientTest(javaTools, "write in many transactions of which each is seen whole", async (target) => {
  const topic = target.name("transactions");
  await using kafka = connectKafka({ bootstrapServers: [target.bootstrapServers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 2 });
  await runTool("ProducerPerformance", [
    "--topic",
    topic,
    "--num-records",
    String(IN_TRANSACTIONS),
    "--throughput",
    "200",
    "--payload-monotonic",
    "--transactional-id",
    target.name("writer"),
    "--transaction-duration-ms",
    "1",
    "--producer-props",
    `bootstrap.servers=${target.bootstrapServers}`,
    // A fast machine waits 5 ms after a record; one that is late waits for the answer to the record
    // before, as there is room for one. So few of them fit into a transaction of one millisecond.
    "batch.size=0",
    "buffer.memory=256",
  ]);
  const decoder = new TextDecoder();
  const numbers = await Array.fromAsync(
    kafka.read({ topic }),
    ({ value }) => Number(decoder.decode(value!)),
  );
  assertEquals(
    numbers.sort((a, b) => a - b),
    Array.from({ length: IN_TRANSACTIONS }, (_, index) => index),
  );
  const ends = await admin.topicOffsets(topic);
  const markers = ends.reduce((sum, { high }) => sum + Number(high), 0) - IN_TRANSACTIONS;
  assert(markers >= 10, `only ${markers} transaction markers in the log`);
});

interface CopierEvent {
  readonly name: string;
  readonly stage: string;
  readonly consumed: number;
  readonly remaining: number;
}

clientTest(
  javaTools,
  "copy a topic in transactions, some aborted, exactly once",
  async (target) => {
    const [source, sink, group] = ["source", "sink", "copier"].map((name) => target.name(name));
    const server = target.bootstrapServers;
    await using kafka = connectKafka({ bootstrapServers: [server] });
    await using admin = await kafka.admin();
    for (const topic of [source!, sink!]) await makeTopic(admin, topic, { partitions: 2 });
    const perPartition = 1_500;
    await using producer = await kafka.producer();
    for (const partition of [0, 1]) {
      const records = Array.from({ length: perPartition }, (_, index) => ({
        value: new TextEncoder().encode(`${partition}/${index}`),
      }));
      await producer.produce({ topic: source!, partition, records });
    }

    const options = {
      "--broker-list": server,
      "--consumer-group": group!,
      "--input-topic": source!,
      "--input-partition": "0",
      "--output-topic": sink!,
      "--transactional-id": group!,
      "--transaction-size": "100",
    };
    const printed = await runTool("TransactionalMessageCopier", [
      ...Object.entries(options).flat(),
      "--enable-random-aborts",
      "--group-mode",
      "--use-group-metadata",
    ]);
    const last = toolEvents<CopierEvent>(printed.split("\n")).at(-1)!;
    assertEquals([last.stage, last.remaining], ["ShutdownComplete", 0]);

    const read = async (topic: string) =>
      (await Array.fromAsync(kafka.read({ topic }))).map(({ partition, value }) =>
        `${partition}: ${new TextDecoder().decode(value!)}`
      );
    assertEquals(await read(sink!), await read(source!));
    const committed = await admin.committedOffsets(group!, [source!]);
    assertEquals(committed.map(({ offset }) => Number(offset)), [perPartition, perPartition]);
  },
);
