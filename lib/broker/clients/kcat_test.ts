import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { type Compression, connectKafka } from "../../kafka/mod.ts";
import { clientTest } from "./client_test_case.ts";
import { makeTopic } from "./make_topic.ts";
import { kcat, kcatRecords, runKcat, startKcat } from "./kcat.ts";

const COUNT = 30;
const text = new TextDecoder();
const bytes = (value: string) => new TextEncoder().encode(value);

/** Lines as kcat reads them with `-K :`, some with a long value, and what they say. */
const PAIRS = Array.from({ length: COUNT }, (_, index) => {
  return [`key-${index}`, `value ${index} ${"⌁".repeat(index % 7 * 400)}`] as const;
});
const LINES = PAIRS.map(([key, value]) => `${key}:${value}\n`).join("");

for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"] satisfies Compression[]) {
  clientTest(kcat, `writes and reads records, codec ${codec}`, async (target) => {
    const topic = target.name(codec);
    const servers = target.bootstrapServers;
    await using kafka = connectKafka({ bootstrapServers: [servers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 2 });
    const write = ["-P", "-t", topic, "-K", ":", "-z", codec, "-H", "from=kcat", "-H", "n=1"];
    await runKcat(servers, [...write, "-p", "1"], LINES);
    await runKcat(servers, [...write, "-p", "1", "-X", "enable.idempotence=true"], LINES);

    const written = await Array.fromAsync(kafka.read({ topic }));
    assertEquals(written.map(({ partition }) => partition), Array(2 * COUNT).fill(1));
    assertEquals(
      written.map(({ key, value }) => [text.decode(key!), text.decode(value!)]),
      [...PAIRS, ...PAIRS].map((pair) => [...pair]),
    );
    assertEquals(
      written[0]!.headers.map(({ name, value }) => [name, text.decode(value!)]),
      [["from", "kcat"], ["n", "1"]],
    );

    await using producer = await kafka.producer({ compression: codec });
    const headers = [{ name: "from", value: bytes("port") }];
    await producer.produce({
      topic,
      partition: 0,
      records: PAIRS.map(([key, value], index) => ({
        key: bytes(key),
        value: bytes(value),
        headers,
        timestampMs: 1_700_000_000_000 + index,
      })),
    });
    const printed = await runKcat(servers, ["-C", "-t", topic, "-p", "0", "-e", "-q", "-J"]);
    assertEquals(
      kcatRecords(printed.split("\n")),
      PAIRS.map(([key, payload], offset) => ({
        topic,
        partition: 0,
        offset,
        tstype: "create",
        ts: 1_700_000_000_000 + offset,
        broker: 0,
        headers: ["from", "port"],
        key,
        payload,
      })),
    );
  });
}

clientTest(kcat, "sees the cluster as its administration does", async (target) => {
  const servers = target.bootstrapServers;
  const topic = target.name("metadata");
  await using kafka = connectKafka({ bootstrapServers: [servers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 3 });
  const { brokers } = await admin.describeCluster();
  const seen = JSON.parse(await runKcat(servers, ["-L", "-J"]));
  assertEquals(
    seen.brokers,
    brokers.map(({ id, host, port }) => ({ id, name: `${host}:${port}` })),
  );
  const partitions = seen.topics.find((each: { topic: string }) => each.topic === topic).partitions;
  assertEquals(
    partitions,
    (await admin.describeTopic(topic)).map(({ partition, leader, replicas, inSyncReplicas }) => ({
      partition,
      leader,
      replicas: replicas.map((id) => ({ id })),
      isrs: inSyncReplicas.map((id) => ({ id })),
    })),
  );
});

clientTest(
  kcat,
  "finds offsets by time, and reads from a time and from the end",
  async (target) => {
    const servers = target.bootstrapServers;
    const topic = target.name("times");
    await using kafka = connectKafka({ bootstrapServers: [servers] });
    await using admin = await kafka.admin();
    await makeTopic(admin, topic, { partitions: 1 });
    await using producer = await kafka.producer();
    const beginMs = 1_700_000_000_000;
    const records = PAIRS.map(([key, value], index) => ({
      key: bytes(key),
      value: bytes(value),
      timestampMs: beginMs + 1_000 * index,
    }));
    await producer.produce({ topic, partition: 0, records: records.slice(0, 20) });
    await producer.produce({ topic, partition: 0, records: records.slice(20) });

    for (
      const [timestampMs, offset] of [[beginMs, 0], [beginMs + 11_500, 12], [-1, COUNT], [-2, 0]]
    ) {
      const printed = await runKcat(servers, ["-Q", "-t", `${topic}:0:${timestampMs}`]);
      assertEquals(printed, `${topic} [0] offset ${offset}\n`);
    }
    const read = async (...from: string[]) => {
      const args = ["-C", "-t", topic, "-p", "0", "-e", "-q", "-f", "%o %k\n", ...from];
      return (await runKcat(servers, args)).trimEnd().split("\n");
    };
    const expected = PAIRS.map(([key], offset) => `${offset} ${key}`);
    assertEquals(await read("-o", "beginning"), expected);
    assertEquals(await read("-o", "17", "-c", "5"), expected.slice(17, 22));
    assertEquals(await read("-o", "-3"), expected.slice(-3));
    assertEquals(
      await read("-o", `s@${beginMs + 24_500}`, "-o", `e@${beginMs + 28_000}`),
      expected.slice(25, 28),
    );
  },
);

clientTest(kcat, "shares a group between two members that commit", async (target) => {
  const servers = target.bootstrapServers;
  const [topic, group] = [target.name("shared"), target.name("group")];
  await using kafka = connectKafka({ bootstrapServers: [servers] });
  await using admin = await kafka.admin();
  await makeTopic(admin, topic, { partitions: 4 });
  await using producer = await kafka.producer();
  const produce = async () => {
    for (const partition of [0, 1, 2, 3]) {
      const records = PAIRS.map(([, value]) => ({ value: bytes(value) }));
      await producer.produce({ topic, partition, records });
    }
  };
  const settings = ["auto.offset.reset=earliest", "heartbeat.interval.ms=500"];
  const args = ["-G", group, "-J", "-u", ...settings.flatMap((each) => ["-X", each]), topic];
  const sizes = async () => {
    const [described] = await admin.describeGroups([group]);
    const assigned = described!.members.map(({ assignment }) => assignment.length);
    return `${described!.state} ${assigned.sort().join(" ")}`;
  };
  const become = (state: string) =>
    waitFor(async () => await sizes() === state, { what: `group ${state}`, timeoutMs: 60_000 });
  const committed = async () =>
    (await admin.committedOffsets(group, [topic])).map(({ offset }) => Number(offset));

  await produce();
  await using first = startKcat(servers, args);
  await waitFor(() => kcatRecords(first.lines).length === 4 * COUNT, { what: "all records" });
  await become("Stable 4");
  await using second = startKcat(servers, args);
  await become("Stable 2 2");
  await produce();
  const read = () => [first, second].map(({ lines }) => kcatRecords(lines));
  await waitFor(() => read().flat().length === 8 * COUNT, { what: "all records, old and new" });
  assertEquals(read().map(({ length }) => length), [6 * COUNT, 2 * COUNT]);
  const offsets = Map.groupBy(read().flat(), ({ partition }) => partition);
  for (const partition of [0, 1, 2, 3]) {
    assertEquals(
      offsets.get(partition)!.map(({ offset }) => offset).sort((a, b) => a - b),
      Array.from({ length: 2 * COUNT }, (_, offset) => offset),
    );
  }
  await first.end("SIGTERM");
  await become("Stable 4");
  await second.end("SIGTERM");
  await become("Empty ");
  assertEquals(await committed(), Array(4).fill(2 * COUNT));
});
