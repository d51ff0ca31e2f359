import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock, waitFor, WorkshopError } from "../core/mod.ts";
import { Bench, bytes, text } from "./_bench.ts";
import type { AssignedSession, AssignedSessionOptions, FetchedBatch } from "./port.ts";

/** A reader that keeps what it is told. */
class Reader implements AsyncDisposable {
  readonly batches: FetchedBatch[] = [];
  readonly warnings: WorkshopError[] = [];
  session!: AssignedSession;

  static async open(bench: Bench, options: Partial<AssignedSessionOptions> = {}): Promise<Reader> {
    const reader = new Reader();
    reader.session = await bench.kafka.assign({
      topics: ["orders"],
      maxWaitMs: 100,
      onBatch: (batch) => reader.batches.push(batch),
      onWarning: (warning) => reader.warnings.push(warning),
      ...options,
    });
    return reader;
  }

  get values(): (string | null)[] {
    return this.batches.flatMap(({ records }) => records.map(({ value }) => text(value)));
  }

  async saw(count: number): Promise<(string | null)[]> {
    await waitFor(() => this.values.length >= count, { what: `${count} records` });
    return this.values;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session[Symbol.asyncDispose]();
  }
}

async function produce(
  bench: Bench,
  values: readonly string[],
  { partition = 0, timestampMs = 1_700_000_000_000 } = {},
): Promise<void> {
  await using session = await bench.kafka.producer();
  const records = values.map((value, at) => ({
    value: bytes(value),
    timestampMs: timestampMs + at * 1000,
  }));
  await session.produce({ topic: "orders", partition, records });
}

const at = (offset: bigint, partition = 0) => ({ topic: "orders", partition, offset });

Deno.test("partitions are read without a group: from the earliest, the latest, an offset, a time", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await produce(bench, ["a", "b", "c"]);
  await using earliest = await Reader.open(bench);
  await using latest = await Reader.open(bench, { startAt: "latest" });
  await using offset = await Reader.open(bench, { startAt: { offsets: [at(2n)] } });
  const time = { timestampMs: 1_700_000_000_500 };
  await using timed = await Reader.open(bench, { startAt: time });
  const future = { timestampMs: 1_800_000_000_000 };
  await using late = await Reader.open(bench, { startAt: future });
  await produce(bench, ["d"]);
  assertEquals(await earliest.saw(4), ["a", "b", "c", "d"]);
  assertEquals(await offset.saw(2), ["c", "d"]);
  assertEquals(await timed.saw(3), ["b", "c", "d"]);
  assertEquals([await latest.saw(1), await late.saw(1)], [["d"], ["d"]]);
  await using admin = await bench.kafka.admin();
  assertEquals(await admin.listGroups(), []);
});

Deno.test("only the partitions that are named are read, and a start for some leaves the rest at the earliest", async () => {
  await using bench = await Bench.start({ orders: 3 });
  for (const partition of [0, 1, 2]) {
    await produce(bench, [`${partition}a`, `${partition}b`], { partition });
  }
  await using reader = await Reader.open(bench, {
    topics: [],
    partitions: [{ topic: "orders", partition: 0 }, { topic: "orders", partition: 2 }],
    startAt: { offsets: [at(1n, 2), at(1n, 1)] },
  });
  assertEquals((await reader.saw(3)).toSorted(), ["0a", "0b", "2b"]);
  const { generation } = reader.session;
  assertEquals(generation.assignment.map(({ partition }) => partition), [0, 2]);
  assertEquals(generation.id, -1);
});

Deno.test("pause, resume and seek work on a partition of one's own choice", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using reader = await Reader.open(bench);
  reader.session.pause("orders", 0);
  await produce(bench, ["held"]);
  await produce(bench, ["free"], { partition: 1 });
  assertEquals(await reader.saw(1), ["free"]);
  reader.session.resume("orders", 0);
  assertEquals(await reader.saw(2), ["free", "held"]);
  reader.session.seek(at(0n, 1));
  assertEquals(await reader.saw(3), ["free", "held", "free"]);
});

Deno.test("a partition that is alone goes on after a pause in which records came", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using reader = await Reader.open(bench, { maxWaitMs: 5000 });
  await using admin = await bench.kafka.admin();
  await produce(bench, ["0"]);
  await reader.saw(1);
  for (let round = 1; round <= 10; round++) {
    // The fetch that waits for them was sent before the pause: they are kept until its end.
    reader.session.pause("orders", 0);
    await produce(bench, [`${2 * round - 1}`]);
    await admin.topicOffsets("orders");
    reader.session.resume("orders", 0);
    await produce(bench, [`${2 * round}`]);
    await reader.saw(1 + 2 * round);
  }
  assertEquals(reader.values, Array.from({ length: 21 }, (_, at) => String(at)));
});

Deno.test("commits to a group without members are where a committed start goes on", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await produce(bench, ["a", "b", "c"]);
  await produce(bench, ["x"], { partition: 1 });
  {
    await using reader = await Reader.open(bench, { groupId: "auditors" });
    await reader.saw(4);
    await reader.session.commit([at(2n)]);
  }
  await using again = await Reader.open(bench, { groupId: "auditors", startAt: "committed" });
  assertEquals((await again.saw(2)).toSorted(), ["c", "x"]);
});

Deno.test("a group that has members refuses commits from outside, and says what to do", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using _member = await bench.kafka.joinGroup({
    groupId: "billers",
    topics: ["orders"],
    onBatch: () => {},
  });
  await using reader = await Reader.open(bench, { groupId: "billers" });
  const error = await assertRejects(() => reader.session.commit([at(1n)]), WorkshopError);
  assertEquals(error.code, "GROUP_IN_USE");
  await using nameless = await Reader.open(bench);
  const none = await assertRejects(() => nameless.session.commit([at(1n)]), WorkshopError);
  assertEquals(none.code, "NO_GROUP");
  const start = () => Reader.open(bench, { startAt: "committed" });
  assertEquals((await assertRejects(start, WorkshopError)).code, "NO_GROUP");
});

Deno.test("an offset that the log doesn't have leads to the earliest and to a warning, at either end", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await produce(bench, ["a", "b"]);
  await using reader = await Reader.open(bench, { startAt: { offsets: [at(99n)] } });
  assertEquals(await reader.saw(2), ["a", "b"]);
  assertEquals(reader.warnings.map(({ code, offset }) => [code, offset]), [
    ["OFFSET_OUT_OF_RANGE", 99n],
  ]);
});

Deno.test("a topic or a partition that isn't there is an error at the start", async () => {
  await using bench = await Bench.start({ orders: 1 });
  const absent = [{ topic: "orders", partition: 7 }, { topic: "nothing", partition: 0 }];
  await Promise.all(absent.map(async (place) => {
    const open = () => Reader.open(bench, { topics: [], partitions: [place] });
    const error = await assertRejects(open, WorkshopError);
    assertEquals(error.code, "UNKNOWN_TOPIC_OR_PARTITION");
  }));
});

Deno.test("the reading rides out lost connections and a broker that is away", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using reader = await Reader.open(bench);
  await produce(bench, ["a"]);
  await reader.saw(1);
  bench.proxy.add({ apiKeys: ["Fetch"], times: 3, action: "dropAnswer" });
  await produce(bench, ["b"]);
  await reader.saw(2);
  bench.proxy.refuse(true);
  await waitFor(() => bench.proxy.connections === 0, { what: "no connections" });
  bench.proxy.refuse(false);
  await produce(bench, ["c"]);
  assertEquals(await reader.saw(3), ["a", "b", "c"]);
});

Deno.test("a timer that rings early costs a partition that failed nothing but time", async () => {
  const sleep = (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 2, signal);
  await using bench = await Bench.start({ orders: 1 }, { clock: { ...systemClock, sleep } });
  await using reader = await Reader.open(bench);
  bench.proxy.add({ apiKeys: ["Fetch"], times: 3, action: "dropAnswer" });
  await produce(bench, ["a"]);
  assertEquals(await reader.saw(1), ["a"]);
});

Deno.test("closing ends the session and its generation, twice closing too, and so does the port's end", async () => {
  await using bench = await Bench.start({ orders: 1 });
  const reader = await Reader.open(bench);
  await reader[Symbol.asyncDispose]();
  await reader[Symbol.asyncDispose]();
  await reader.session.closed;
  assert(reader.session.generation.signal.aborted);
  const other = await Reader.open(bench);
  await bench.kafka[Symbol.asyncDispose]();
  await other.session.closed;
});
