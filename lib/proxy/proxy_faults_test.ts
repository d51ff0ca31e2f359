import { assert, assertEquals } from "@std/assert";
import { ManualClock, waitFor } from "../core/mod.ts";
import { FakeBroker } from "./_fake_broker.ts";
import { answers, HEARTBEAT, produce } from "./_fixtures.ts";
import { RawClient } from "./_raw_client.ts";
import { startProxy } from "./mod.ts";

Deno.test("a dropped answer resets the connection after the broker has done the work", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  const lost = proxy.add({
    apiKeys: ["Produce"],
    topics: ["orders"],
    times: 1,
    action: "dropAnswer",
  });
  await using other = new RawClient(proxy.bootstrapServers, "other");
  assert(await other.ask("Produce", 9, produce("payments")));
  await using client = new RawClient(proxy.bootstrapServers, "shop");
  assert(await client.ask("Heartbeat", 4, HEARTBEAT));
  assertEquals(await client.ask("Produce", 9, produce("orders")), undefined);
  assertEquals(await client.ended, { how: "reset" });
  assertEquals([lost.fired, broker.count("Produce")], [1, 2]);
  const { apiKey, topics, clientId, correlationId } = lost.events[0]!;
  assertEquals({ apiKey, topics, clientId, correlationId }, {
    apiKey: "Produce",
    topics: ["orders"],
    clientId: "shop",
    correlationId: 2,
  });
  assert(await other.ask("Produce", 9, produce("orders")));
  assertEquals(lost.fired, 1);
});

Deno.test("half an answer ends the connection in the middle of a frame", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  const cut = proxy.add({ apiKeys: ["Produce"], action: "halfAnswer" });
  await using client = new RawClient(proxy.bootstrapServers);
  assertEquals(await client.ask("Produce", 9, produce("orders")), undefined);
  const ending = await client.ended;
  assert(ending.how === "end" && ending.kept > 4, JSON.stringify(ending));
  assertEquals(cut.fired, 1);
});

Deno.test("a refused request never reaches the broker", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  const refused = proxy.add({ clientIds: ["bad"], action: "refuse" });
  await using bad = new RawClient(proxy.bootstrapServers, "bad");
  await using good = new RawClient(proxy.bootstrapServers, "good");
  assertEquals(await bad.ask("Heartbeat", 4, HEARTBEAT), undefined);
  assert(await good.ask("Heartbeat", 4, HEARTBEAT));
  assertEquals([refused.fired, broker.count("Heartbeat")], [1, 1]);
  refused.remove();
  await using again = new RawClient(proxy.bootstrapServers, "bad");
  assert(await again.ask("Heartbeat", 4, HEARTBEAT));
});

Deno.test("a delayed request, and a delayed answer, wait by the clock", async () => {
  const clock = new ManualClock();
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address, clock });
  await using client = new RawClient(proxy.bootstrapServers);
  for (const side of ["request", "answer"] as const) {
    const slow = proxy.add({ apiKeys: ["Heartbeat"], action: { delayMs: 5000, of: side } });
    const before = broker.count("Heartbeat");
    const answer = client.ask("Heartbeat", 4, HEARTBEAT);
    await waitFor(() => clock.sleepers === 1, { what: "the delay to begin" });
    assertEquals(broker.count("Heartbeat") - before, side === "request" ? 0 : 1);
    clock.advance(5000);
    assert(await answer);
    assertEquals(slow.fired, 1);
    slow.remove();
  }
});

Deno.test("a frozen client goes on where it was when the fault is removed", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers, "zombie");
  const frozen = proxy.add({ clientIds: ["zombie"], action: "freeze" });
  const waiting = [client.ask("Heartbeat", 4, HEARTBEAT), client.ask("Heartbeat", 4, HEARTBEAT)];
  await waitFor(() => frozen.fired === 1, { what: "the fault to fire" });
  assertEquals(broker.count("Heartbeat"), 0);
  frozen.remove();
  assertEquals((await Promise.all(waiting)).map((answer) => answer!.errorCode), [0, 0]);
});

Deno.test("a request without an answer does not use up a fault on answers", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  const fault = proxy.add({ apiKeys: ["Produce"], times: 1, action: "dropAnswer" });
  client.send("Produce", 9, produce("orders", 0));
  assert(await client.ask("Heartbeat", 4, HEARTBEAT));
  assertEquals([broker.count("Produce"), fault.fired], [1, 0]);
  assertEquals(await client.ask("Produce", 9, produce("orders")), undefined);
  assertEquals([broker.count("Produce"), fault.fired], [2, 1]);
});

Deno.test("a client that leaves before the answer does not use up a fault on answers", async () => {
  await using broker = await new FakeBroker({}).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  const fault = proxy.add({ apiKeys: ["Produce"], times: 1, action: "dropAnswer" });
  {
    await using client = new RawClient(proxy.bootstrapServers);
    client.send("Produce", 9, produce("orders"));
    await waitFor(() => broker.count("Produce") === 1, { what: "the request" });
  }
  await waitFor(() => proxy.connections === 0, { what: "the client to be gone" });
  broker.answers = answers();
  await using client = new RawClient(proxy.bootstrapServers);
  assertEquals(await client.ask("Produce", 9, produce("orders")), undefined);
  assertEquals(fault.fired, 1);
});

Deno.test("refusing cuts the connections there are and takes no new ones until it ends", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  assert(await client.ask("Heartbeat", 4, HEARTBEAT));
  proxy.refuse(true);
  assertEquals(await client.ended, { how: "reset" });
  await using refused = new RawClient(proxy.bootstrapServers);
  assertEquals(await refused.ask("Heartbeat", 4, HEARTBEAT), undefined);
  proxy.refuse(false);
  await using again = new RawClient(proxy.bootstrapServers);
  assert(await again.ask("Heartbeat", 4, HEARTBEAT));
  await waitFor(() => broker.connections === 1, { what: "the broker to see the others end" });
});
