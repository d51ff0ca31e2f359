import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { bills, ExactlyOnceBench, GROUP } from "./_exactly_once_bench.ts";

const COORDINATED = ["AddOffsetsToTxn", "TxnOffsetCommit", "EndTxn"] as const;

for (const apiKey of COORDINATED) {
  Deno.test(`brokers die one after the other while ${apiKey} is asked for`, async () => {
    await using bench = await ExactlyOnceBench.start({ brokers: 3 });
    const member = await bench.member("member", { requestTimeoutMs: 5000 });
    for (const id of [0, 1, 2]) {
      const held = bench.proxy.add({ apiKeys: [apiKey], action: "freeze" });
      await bench.order(100);
      await waitFor(() => held.fired > 0, { what: `${apiKey} to be asked for` });
      await bench.cluster.kill(id);
      held.remove();
      await bench.done();
      await bench.cluster.revive(id);
    }
    await member.stop();
    await bench.demandExact();
  });
}

for (const apiKey of ["Produce", ...COORDINATED] as const) {
  Deno.test(`a zombie whose ${apiKey} comes late writes nothing, and spoils nothing`, async () => {
    await using bench = await ExactlyOnceBench.start({ hasty: true });
    await bench.order(300);
    const zombie = await bench.member("zombie", { requestTimeoutMs: 20_000 });
    const held = bench.proxy.add({ apiKeys: [apiKey], clientIds: ["zombie"], action: "freeze" });
    await waitFor(() => held.fired > 0, { what: `${apiKey} of the zombie` });
    const frozen = bench.proxy.freezeClient("zombie");
    held.remove();
    const heir = await bench.member("heir");
    await bench.done();
    await bench.demandExact();
    await waitFor(() => heir.assignment().length === 3, { what: "the heir to own all" });
    frozen.release();
    await bench.order(200);
    await bench.done();
    await waitFor(() => zombie.assignment().length > 0 && heir.assignment().length < 3, {
      what: "the zombie to be a member again",
    });
    await bench.order(100);
    await bench.done();
    const statistics = [zombie, heir].map((each) => each.statistics());
    assertEquals(statistics[0]!.uncertain + statistics[0]!.aborted > 0, true);
    await Promise.all([zombie.stop(), heir.stop()]);
    await bench.demandExact();
  });
}

Deno.test("a takeover that comes late, from before the freeze, is taken back", async () => {
  await using bench = await ExactlyOnceBench.start({ hasty: true });
  await bench.order(50);
  const held = bench.proxy.add({
    apiKeys: ["InitProducerId"],
    clientIds: ["zombie"],
    action: "freeze",
  });
  const joining = bench.member("zombie", { requestTimeoutMs: 20_000 });
  await waitFor(() => held.fired >= 3, { what: "the takeovers of the zombie" });
  const frozen = bench.proxy.freezeClient("zombie");
  held.remove();
  const heir = await bench.member("heir");
  await bench.done();
  frozen.release();
  const zombie = await joining;
  for (let round = 0; round < 3; round++) {
    await bench.order(50);
    await bench.done();
  }
  await Promise.all([zombie.stop(), heir.stop()]);
  await bench.demandExact();
});

Deno.test("a zombie that is a member again ends what its heir left open when it died", async () => {
  await using bench = await ExactlyOnceBench.start({ hasty: true });
  await bench.order(50);
  const zombie = await bench.member("zombie", { requestTimeoutMs: 20_000 });
  await bench.done();
  const frozen = bench.proxy.freezeClient("zombie");
  await using admin = await bench.kafka.admin();
  await waitFor(async () => {
    const [group] = await admin.describeGroups([GROUP]);
    return group?.state === "Empty";
  }, { what: "the zombie's session to end", timeoutMs: 60_000 });
  const heir = await bench.kafka.transactional(`${GROUP}-orders-0`, {
    transactionTimeoutMs: 900_000,
  });
  const left = await heir.begin();
  const records = [{ value: new TextEncoder().encode("bill of the heir") }];
  await left.produce({ topic: "bills", partition: 0, records });
  await left.sendOffsets(GROUP, [{ topic: "orders", partition: 0, offset: 50n }]);
  frozen.release();
  await bench.order(50);
  await bench.done();
  await zombie.stop();
  await bench.demandExact();
});

Deno.test("members that come and go with open transactions leave each partition whole", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(200);
  const slow = async (orders: Parameters<typeof bills>[0]) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return bills(orders);
  };
  const options = { process: slow, maxBatchRecords: 20 };
  let members = [await bench.member("first", options)];
  for (let round = 0; round < 4; round++) {
    const before = members.map((member) => member.statistics().committed);
    const next = await bench.member(`member ${round}`, options);
    await bench.order(400);
    await waitFor(() => next.statistics().committed > 0, { what: "the next to work" });
    const leaving = members.shift()!;
    await leaving.stop();
    await bench.demandPrefix();
    assert(leaving.statistics().committed >= before[0]!);
    members = [...members, next];
  }
  await bench.done();
  await Promise.all(members.map((member) => member.stop()));
  await bench.demandExact();
});

Deno.test("a member that stops in the middle of a commit has committed all of it or nothing", async () => {
  await using bench = await ExactlyOnceBench.start();
  await bench.order(300);
  const member = await bench.member("member", { shutdownTimeoutMs: 50 });
  const held = bench.proxy.add({ apiKeys: ["EndTxn"], action: "freeze" });
  await waitFor(() => held.fired > 0, { what: "a commit to be held" });
  await member.stop();
  held.remove();
  await using _heir = await bench.kafka.transactional(`${GROUP}-orders-0`);
  await using _other = await bench.kafka.transactional(`${GROUP}-orders-1`);
  await using _third = await bench.kafka.transactional(`${GROUP}-orders-2`);
  await bench.demandPrefix();
});
