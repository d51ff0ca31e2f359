import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { ConfigError, waitFor } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { TaskProcess, tooWide } from "../_task_process.ts";
import { scopeOf, spanMs, timeOf } from "./reset_target.ts";

interface DescribedGroup {
  readonly groupId: string;
  readonly partitions: readonly { readonly lag: number | null }[];
}

const encoder = new TextEncoder();

/** Topic `orders`: three records in partition 0, one in partition 1, seconds 1 to 3 after 1970. */
class Bench implements AsyncDisposable {
  readonly kafka: Kafka;
  readonly groups: TaskProcess;
  readonly #stack: AsyncDisposableStack;

  private constructor(kafka: Kafka, groups: TaskProcess, stack: AsyncDisposableStack) {
    this.kafka = kafka;
    this.groups = groups;
    this.#stack = stack;
  }

  static async start(): Promise<Bench> {
    await using stack = new AsyncDisposableStack();
    const cluster = stack.use(await Cluster.start());
    const kafka = stack.use(connectKafka({ bootstrapServers: [cluster.bootstrapServers] }));
    await using admin = await kafka.admin();
    await admin.createTopics([{ name: "orders", partitions: 2 }]);
    await using session = await kafka.producer();
    for (const [partition, timestampMs] of [[0, 1000], [0, 2000], [0, 3000], [1, 1000]] as const) {
      const records = [{ value: encoder.encode("x"), timestampMs }];
      await session.produce({ topic: "orders", partition, records });
    }
    return new Bench(kafka, new TaskProcess("groups", cluster.bootstrapServers), stack.move());
  }

  async commit(groupId: string, ...offsets: bigint[]): Promise<void> {
    await using admin = await this.kafka.admin();
    const at = offsets.map((offset, partition) => ({ topic: "orders", partition, offset }));
    await admin.commitOffsets(groupId, at);
  }

  async committed(groupId: string): Promise<bigint[]> {
    await using admin = await this.kafka.admin();
    return (await admin.allCommittedOffsets(groupId)).map(({ offset }) => offset);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

Deno.test("a group's lag is told per partition, with who reads it", async () => {
  await using bench = await Bench.start();
  await bench.commit("analytics-group", 1n);
  await using _member = await bench.kafka.joinGroup({
    groupId: "analytics-group",
    topics: ["orders"],
    onBatch: () => {},
  });
  const { code, output } = await bench.groups.run("describe", "analytics-group");
  assertEquals(code, 0);
  assertMatch(output, /\nanalytics-group: Stable, 1 member, lag 2\n/);
  assertMatch(output, /\norders +0 +1 +3 +2 +kafka-workshop\S+ +\/127\.0\.0\.1\n/);
  assertMatch(output, /\norders +1 +- +1 +- +kafka-workshop/);
  assertEquals(tooWide(output), []);
});

Deno.test("all groups are listed and described, with every topic they have committed for", async () => {
  await using bench = await Bench.start();
  await bench.commit("idle", 3n, 0n);
  await bench.commit("other", 0n);
  assertMatch((await bench.groups.run("list")).output, /\nidle +Empty/);
  {
    await using admin = await bench.kafka.admin();
    await admin.createTopics([{ name: "more", partitions: 1 }]);
    await admin.commitOffsets("other", [{ topic: "more", partition: 0, offset: 0n }]);
  }
  const { groups } = await bench.groups.json<{ groups: DescribedGroup[] }>(
    "describe",
    "--all-groups",
  );
  const lags = groups.map((
    { groupId, partitions },
  ) => [groupId, ...partitions.map((at) => at.lag)]);
  assertEquals(lags, [["idle", 0, 1], ["other", 0, 3]]);
});

Deno.test("a reset tells what it would do, and does it with --execute", async () => {
  await using bench = await Bench.start();
  await bench.commit("billing", 3n, 1n);
  const args = ["reset", "billing", "--topic", "orders", "--to-earliest"];
  const planned = await bench.groups.run(...args);
  assertMatch(planned.output, /\norders +0 +3 +0\norders +1 +1 +0\n\nNothing was moved yet/);
  assertEquals(await bench.committed("billing"), [3n, 1n]);
  const done = await bench.groups.run(...args, "--execute");
  assertMatch(done.output, /\n2 offsets of group billing were moved\n/);
  assertEquals(await bench.committed("billing"), [0n, 0n]);
});

Deno.test("a reset goes where its flag says, within what the log has", async () => {
  await using bench = await Bench.start();
  const cases: readonly (readonly [string[], bigint[]])[] = [
    [["orders", "--to-latest"], [3n, 1n]],
    [["--topic", "orders:0", "--shift-by", "-2"], [1n, 1n]],
    [["--topic", "orders", "--shift-by", "9"], [3n, 1n]],
    [["--all-topics", "--to-offset", "2"], [2n, 1n]],
    [["--topic", "orders:0,1", "--to-datetime", "1970-01-01T00:00:02.500"], [2n, 1n]],
    [["--topic", "orders", "--by-duration", "P40000D"], [0n, 0n]],
  ];
  await bench.commit("billing", 0n, 0n);
  for (const [flags, wanted] of cases) {
    const { code, errors } = await bench.groups.run("reset", "billing", ...flags, "--execute");
    assertEquals([code, errors], [0, ""], flags.join(" "));
    assertEquals(await bench.committed("billing"), wanted, flags.join(" "));
  }
});

Deno.test("a reset is refused while the group has members, who are named", async () => {
  await using bench = await Bench.start();
  await using _member = await bench.kafka.joinGroup({
    groupId: "busy",
    topics: ["orders"],
    onBatch: () => {},
  });
  const args = ["reset", "busy", "--topic", "orders", "--to-earliest", "--execute"];
  const { code, errors } = await bench.groups.run(...args);
  assertEquals(code, 1);
  assertMatch(errors, /can't be moved while it has members: stop them first \(kafka-workshop at /);
  assertEquals(await bench.committed("busy"), []);
});

Deno.test("a group is deleted when that is confirmed, and not while it has members", async () => {
  await using bench = await Bench.start();
  await bench.commit("idle", 1n);
  const unsure = await bench.groups.run("delete", "idle");
  assertEquals([unsure.code, /add --yes/.test(unsure.errors)], [2, true]);
  assertMatch((await bench.groups.run("delete", "idle", "--yes")).output, /idle deleted/);
  const gone = await bench.groups.run("describe", "idle");
  assertEquals([gone.code, /There is no group idle: there is none/.test(gone.errors)], [1, true]);
  await using member = await bench.kafka.joinGroup({
    groupId: "busy",
    topics: ["orders"],
    onBatch: () => {},
  });
  await waitFor(() => member.generation, { what: "a generation" });
  const busy = await bench.groups.run("delete", "busy", "--yes");
  assertEquals([busy.code, /still has members/.test(busy.errors)], [1, true]);
});

Deno.test("a reset wants one topic and one way, and says what is wrong with them", async () => {
  await using bench = await Bench.start();
  await bench.commit("billing", 0n);
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [["--to-earliest"], /Say which topic with --topic T, or --all-topics/],
    [["--topic", "orders"], /Say where to with one of --to-earliest/],
    [["--topic", "orders", "--to-earliest", "--to-latest"], /Say where to with one of/],
    [["--topic", "orders:7", "--to-earliest"], /orders has no partition 7: it has 2/],
    [["--topic", "orders:", "--to-earliest"], /use TOPIC, or TOPIC:0,2/],
    [["--topic", "orders", "--by-duration", "1h"], /use a span such as PT90M/],
  ];
  for (const [flags, message] of wrong) {
    const { code, errors } = await bench.groups.run("reset", "billing", ...flags);
    assertEquals(code, 2, flags.join(" "));
    assertMatch(errors, message);
  }
  const shift = await bench.groups.run("reset", "billing", "--topic", "orders", "--shift-by", "1");
  assertEquals([shift.code, /committed nothing there/.test(shift.errors)], [1, true]);
});

Deno.test("times are in UTC unless they name a zone, spans are those of ISO 8601", () => {
  assertEquals(timeOf("1970-01-01T00:00:01"), 1000);
  assertEquals(timeOf("1970-01-01T01:00:00.5+01:00"), 500);
  assertEquals([spanMs("PT1M"), spanMs("P1DT1H"), spanMs("PT0.5S")], [60_000, 90_000_000, 500]);
  for (const text of ["", "P", "PT", "1h", "P1Y"]) {
    assertThrows(() => spanMs(text), ConfigError, "--by-duration");
  }
  assertThrows(() => timeOf("yesterday"), ConfigError, "--to-datetime");
  assertThrows(() => scopeOf(["a", "b:0"]), ConfigError, "of a too");
});
