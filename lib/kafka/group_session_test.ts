import { assert, assertEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../core/mod.ts";
import { Bench, bytes, text } from "./_bench.ts";
import { UnreadyCoordinator } from "./_unready_coordinator.ts";
import { connectKafka } from "./connect.ts";
import type {
  AssigningMember,
  FetchedBatch,
  Generation,
  GroupAssigner,
  GroupSession,
  GroupSessionOptions,
} from "./port.ts";

/** A member that keeps what it is told. */
class Member implements AsyncDisposable {
  readonly batches: FetchedBatch[] = [];
  readonly generations: Generation[] = [];
  readonly revoked: number[] = [];
  readonly warnings: WorkshopError[] = [];
  session!: GroupSession;

  static async join(bench: Bench, options: Partial<GroupSessionOptions> = {}): Promise<Member> {
    const member = new Member();
    member.session = await bench.kafka.joinGroup({
      groupId: "billers",
      topics: ["orders"],
      heartbeatIntervalMs: 100,
      maxWaitMs: 100,
      onBatch: (batch) => member.batches.push(batch),
      onAssigned: (generation) => member.generations.push(generation),
      onRevoking: (generation) => Promise.resolve(void member.revoked.push(generation.id)),
      onWarning: (warning) => member.warnings.push(warning),
      ...options,
    });
    return member;
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

async function produce(bench: Bench, values: readonly string[], partition = 0): Promise<void> {
  await using session = await bench.kafka.producer();
  const records = values.map((value) => ({ value: bytes(value) }));
  await session.produce({ topic: "orders", partition, records });
}

const at = (offset: bigint, partition = 0) => ({ topic: "orders", partition, offset });

Deno.test("a member reads from the earliest, commits, and goes on there the next time", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await produce(bench, ["a", "b", "c"]);
  {
    await using member = await Member.join(bench);
    assertEquals(member.generations[0]!.positions, [at(0n)]);
    assertEquals(await member.saw(3), ["a", "b", "c"]);
    const [batch] = member.batches;
    assertEquals([batch!.nextOffset, batch!.highWatermark], [3n, 3n]);
    await member.session.commit([at(2n)], member.session.generation!);
  }
  await using member = await Member.join(bench);
  assertEquals(await member.saw(1), ["c"]);
});

Deno.test("latest holds even when the group rebalances before anything was committed", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await produce(bench, ["old"]);
  {
    await using _first = await Member.join(bench, { offsetReset: "latest" });
  }
  await produce(bench, ["between"]);
  await using second = await Member.join(bench, { offsetReset: "latest" });
  assertEquals(await second.saw(1), ["between"]);
});

Deno.test("when a member joins, the generation is revoked, ends, and can't commit any more", async () => {
  await using bench = await Bench.start({ orders: 4 });
  await using first = await Member.join(bench);
  const before = first.session.generation!;
  assertEquals(before.assignment.length, 4);
  await using second = await Member.join(bench);
  await waitFor(() => first.session.generation?.id === second.session.generation?.id, {
    what: "both members in one generation",
  });
  assertEquals(first.revoked.includes(before.id), true);
  assert(before.signal.aborted);
  const owned = [first, second].flatMap(({ session }) => session.generation!.assignment);
  assertEquals(new Set(owned.map(({ partition }) => partition)), new Set([0, 1, 2, 3]));
  let commits = 0;
  const stop = bench.proxy.onTraffic(({ apiKey }) => {
    if (apiKey === "OffsetCommit") commits++;
  });
  const error = await assertRejects(
    () => first.session.commit([at(1n)], before),
    WorkshopError,
  );
  stop();
  assertEquals([error.code, commits], ["STALE_GENERATION", 0]);
  const foreign = second.session.generation!.assignment[0]!.partition;
  const notOwn = await assertRejects(
    () => first.session.commit([at(1n, foreign)], first.session.generation!),
    WorkshopError,
  );
  assertEquals(notOwn.code, "STALE_GENERATION");
});

Deno.test("the coordinator itself refuses a commit of a generation that is over", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using admin = await bench.kafka.admin();
  await using member = await Member.join(bench, { heartbeatIntervalMs: 5000 });
  const own = member.session.generation!;
  const bumped = Member.join(bench);
  await waitFor(async () => {
    const [group] = await admin.describeGroups(["billers"]);
    return group!.state === "PreparingRebalance";
  }, { what: "the group to rebalance" });
  await member.session[Symbol.asyncDispose]();
  const heir = await bumped;
  assertEquals(await admin.committedOffsets("billers", ["orders"]), []);
  await assertRejects(() => member.session.commit([at(1n)], own), WorkshopError);
  await heir[Symbol.asyncDispose]();
});

Deno.test("a paused partition hands nothing over until it is resumed", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using member = await Member.join(bench);
  member.session.pause("orders", 0);
  await produce(bench, ["held"], 0);
  await produce(bench, ["free"], 1);
  assertEquals(await member.saw(1), ["free"]);
  await produce(bench, ["more"], 1);
  assertEquals(await member.saw(2), ["free", "more"]);
  member.session.resume("orders", 0);
  assertEquals(await member.saw(3), ["free", "more", "held"]);
});

Deno.test("a seek goes on at another offset", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await produce(bench, ["a", "b", "c"]);
  await using member = await Member.join(bench);
  await member.saw(3);
  member.session.seek(at(1n));
  assertEquals(await member.saw(5), ["a", "b", "c", "b", "c"]);
});

Deno.test("what a fetch brings for the place before a seek is dropped", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await produce(bench, ["a", "b"]);
  let waiting = 0;
  bench.proxy.onTraffic(({ apiKey, direction }) => {
    if (apiKey === "Fetch") waiting += direction === "request" ? 1 : -1;
  });
  await using member = await Member.join(bench, { maxWaitMs: 2000 });
  await member.saw(2);
  await waitFor(() => waiting > 0, { what: "a fetch that waits for news" });
  member.session.seek(at(0n));
  await produce(bench, ["c"]);
  assertEquals(await member.saw(5), ["a", "b", "a", "b", "c"]);
});

Deno.test("an offset that the log has lost leads to the earliest and to a warning", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await produce(bench, ["a", "b"]);
  await using admin = await bench.kafka.admin();
  await admin.commitOffsets("billers", [at(99n)]);
  await using member = await Member.join(bench, { offsetReset: "latest" });
  assertEquals(await member.saw(2), ["a", "b"]);
  const [warning] = member.warnings;
  assertEquals([warning!.code, warning!.topic, warning!.partition, warning!.offset], [
    "OFFSET_OUT_OF_RANGE",
    "orders",
    0,
    99n,
  ]);
});

Deno.test("a member rides out lost connections and goes on where it was", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using member = await Member.join(bench);
  await produce(bench, ["a"]);
  await member.saw(1);
  bench.proxy.add({ apiKeys: ["Fetch", "Heartbeat"], times: 4, action: "dropAnswer" });
  await produce(bench, ["b"]);
  assertEquals(await member.saw(2), ["a", "b"]);
  const { generation } = member.session;
  if (generation !== undefined) await member.session.commit([at(2n)], generation);
});

Deno.test("a member outlives answers that nobody can read", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using member = await Member.join(bench, { heartbeatIntervalMs: 50 });
  const apiKeys = ["Heartbeat", "JoinGroup", "SyncGroup"] as const;
  const fault = bench.proxy.add({ apiKeys: [...apiKeys], times: 5, action: "garbleAnswer" });
  await waitFor(() => fault.fired === 5, { what: "the last of them" });
  await produce(bench, ["a"]);
  assertEquals(await member.saw(1), ["a"]);
});

Deno.test("a broker that was away for a while finds the member again", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using member = await Member.join(bench);
  const before = member.session.generation;
  bench.proxy.refuse(true);
  await waitFor(() => member.warnings.length > 0 || member.session.generation !== before, {
    what: "the member to notice",
  });
  bench.proxy.refuse(false);
  await produce(bench, ["back"]);
  assertEquals(await member.saw(1), ["back"]);
});

Deno.test("records of open and aborted transactions are not handed over, their places are passed", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using member = await Member.join(bench);
  await using session = await bench.kafka.transactional("billing");
  const aborted = await session.begin();
  await aborted.produce({ ...at(0n), records: [{ value: bytes("aborted") }] });
  await aborted.abort();
  await waitFor(() => member.batches.at(-1)?.nextOffset === 2n, { what: "the marker's place" });
  assertEquals(member.values, []);
  await produce(bench, ["plain"]);
  assertEquals(await member.saw(1), ["plain"]);
});

Deno.test("a group of a topic that isn't there can't be joined", async () => {
  await using bench = await Bench.start();
  const error = await assertRejects(() => Member.join(bench), WorkshopError);
  assertEquals(error.code, "UNKNOWN_TOPIC_OR_PARTITION");
});

Deno.test("closing resolves the session and ends its generation", async () => {
  await using bench = await Bench.start({ orders: 1 });
  const member = await Member.join(bench);
  const { signal } = member.session.generation!;
  await member[Symbol.asyncDispose]();
  await member.session.closed;
  assert(signal.aborted);
  await using admin = await bench.kafka.admin();
  const [group] = await admin.describeGroups(["billers"]);
  assertEquals(group!.members, []);
});

Deno.test("the group's leader shares out as its assigner says, told what members had", async () => {
  await using bench = await Bench.start({ orders: 3 });
  await using admin = await bench.kafka.admin();
  const told: (readonly AssigningMember[])[] = [];
  const greedy: GroupAssigner = {
    name: "greedy",
    assign(members, partitions) {
      told.push(members);
      const veteran = members.find(({ owned }) => owned.length > 0) ?? members[0]!;
      return Promise.resolve(new Map([[veteran.memberId, partitions]]));
    },
  };
  await using first = await Member.join(bench, { assigner: greedy });
  const before = first.session.generation!;
  assertEquals(before.assignment.map(({ partition }) => partition), [0, 1, 2]);
  await using second = await Member.join(bench, { assigner: greedy });
  await waitFor(() => first.session.generation?.id === second.session.generation?.id, {
    what: "both members in one generation",
  });
  assertEquals(first.session.generation!.assignment, before.assignment);
  assertEquals(second.session.generation!.assignment, []);
  const [group] = await admin.describeGroups(["billers"]);
  const shares = group!.members.map(({ assignment }) => assignment.length);
  assertEquals(shares.toSorted(), [0, 3]);
  const veteran = told.at(-1)!.find(({ memberId }) => memberId === before.memberId)!;
  assertEquals([veteran.owned, veteran.generationId], [before.assignment, before.id]);
  assertEquals(veteran.topics, ["orders"]);
});

Deno.test("an assigner that fails ends the membership with its error", async () => {
  await using bench = await Bench.start({ orders: 1 });
  const assigner: GroupAssigner = {
    name: "broken",
    assign: () => Promise.reject(new TypeError("no idea who gets what")),
  };
  await assertRejects(() => Member.join(bench, { assigner }), WorkshopError, "no idea who");
});

Deno.test("a new member waits for a coordinator that is not ready yet", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using way = await UnreadyCoordinator.before(bench.cluster.bootstrapServers, 8);
  await using kafka = connectKafka({ bootstrapServers: [way.address] });
  const warnings: WorkshopError[] = [];
  await using session = await kafka.joinGroup({
    groupId: "early",
    topics: ["orders"],
    onBatch: () => {},
    onWarning: (warning) => warnings.push(warning),
  });
  assertEquals(session.generation!.assignment, [{ topic: "orders", partition: 0 }]);
  assertEquals([way.refused, warnings], [8, []]);
});

Deno.test("a new member whose first rounds fail stays one member", async () => {
  await using bench = await Bench.start({ orders: 1 });
  const { bootstrapServers } = bench.cluster;
  await using way = await UnreadyCoordinator.before(bootstrapServers, 8, "SyncGroup");
  await using kafka = connectKafka({ bootstrapServers: [way.address] });
  await using session = await kafka.joinGroup({
    groupId: "busy",
    topics: ["orders"],
    onBatch: () => {},
  });
  assertEquals(way.refused, 8);
  assertEquals([...way.memberIds], [session.generation!.memberId]);
});

Deno.test("a member learns what its group has committed meanwhile, but only in its own generation", async () => {
  await using bench = await Bench.start({ orders: 2 });
  await using member = await Member.join(bench);
  const before = member.session.generation!;
  await member.session.commit([at(3n, 1)], before);
  const positions = await member.session.positions(before.assignment, before);
  assertEquals(positions.toSorted((a, b) => a.partition - b.partition), [at(0n), at(3n, 1)]);
  await using _second = await Member.join(bench);
  await waitFor(() => before.signal.aborted, { what: "the generation to end" });
  const error = await assertRejects(
    () => member.session.positions(before.assignment, before),
    WorkshopError,
  );
  assertEquals(error.code, "STALE_GENERATION");
});

Deno.test("a lease is renewed by each heartbeat that is answered, and by no other", async () => {
  await using bench = await Bench.start({ orders: 1 });
  await using member = await Member.join(bench, { sessionTimeoutMs: 6000 });
  const generation = member.session.generation!;
  const first = generation.leaseEndsAtMs;
  assert(first <= performance.now() + 6000);
  await waitFor(() => generation.leaseEndsAtMs > first, { what: "a heartbeat" });
  const gate = bench.proxy.add({ apiKeys: ["Heartbeat"], action: "dropAnswer" });
  await waitFor(() => gate.fired > 0, { what: "a heartbeat without an answer" });
  const last = generation.leaseEndsAtMs;
  await waitFor(() => gate.fired > 1, { what: "another heartbeat without an answer" });
  assertEquals(generation.leaseEndsAtMs, last);
});

Deno.test("a lease begins when the assignment was asked for, not when the member knows where to read", async () => {
  await using bench = await Bench.start({ orders: 1 });
  const sessionTimeoutMs = 6000;
  let assignedAtMs = Infinity;
  bench.proxy.onTraffic(({ apiKey, direction }) => {
    if (apiKey === "SyncGroup" && direction !== "request") assignedAtMs = performance.now();
  });
  bench.proxy.add({ apiKeys: ["OffsetFetch"], action: { delayMs: 200, of: "answer" } });
  await using member = await Member.join(bench, { sessionTimeoutMs, heartbeatIntervalMs: 5000 });
  assert(member.session.generation!.leaseEndsAtMs <= assignedAtMs + sessionTimeoutMs);
});
