import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { ConfigError, waitFor } from "../../core/mod.ts";
import type { PassingFrame, WireProxy, WireWish } from "../../dashboard/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { startProxy } from "../../proxy/mod.ts";
import { wireProxy } from "./wire_proxy.ts";

const ALL: WireWish = { apis: [], clients: [], topics: [], errorsOnly: false, quiet: false };

async function throughProxy(
  body: (run: { wire: WireProxy; client: (clientId: string) => Kafka }) => Promise<void>,
): Promise<void> {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using clients = new AsyncDisposableStack();
  const client = (clientId: string) =>
    clients.use(connectKafka({ bootstrapServers: [proxy.bootstrapServers], clientId }));
  await body({ wire: wireProxy(proxy, "an embedded cluster"), client });
}

function watched(wire: WireProxy, wish: Partial<WireWish> = {}) {
  const frames: PassingFrame[] = [];
  const stop = wire.watch({ ...ALL, ...wish }, (frame) => frames.push(frame));
  return { frames, [Symbol.dispose]: stop };
}

async function send(kafka: Kafka, topic: string): Promise<void> {
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: topic, partitions: 1 }]);
  await using session = await kafka.producer();
  const records = [{ value: new TextEncoder().encode("secret payload") }];
  await session.produce({ topic, partition: 0, records });
}

Deno.test("requests are shown decoded, with their answers and without record values", async () => {
  await throughProxy(async ({ wire, client }) => {
    using seen = watched(wire, { apis: ["Produce"] });
    await send(client("shop"), "orders");
    await waitFor(() => seen.frames.length === 2, { what: "a request and its answer" });
    const [request, answer] = seen.frames.map((frame) => frame.view());
    assertEquals([request!.direction, request!.api, request!.client], [
      "request",
      "Produce",
      "shop",
    ]);
    assert(request!.text.includes("orders"), request!.text);
    assertEquals([answer!.direction, answer!.correlationId], ["answer", request!.correlationId]);
    assert(answer!.durationMs! >= 0);
    const full = seen.frames.map((frame) => frame.full()).join("\n");
    assert(full.includes("baseOffset"), full);
    assert(!full.includes("secret payload"));
    assert(!full.includes(btoa("secret payload")));
  });
});

Deno.test("a filter picks by request, client and topic", async () => {
  await throughProxy(async ({ wire, client }) => {
    using byTopic = watched(wire, { topics: ["orders"], apis: ["Produce"] });
    using byClient = watched(wire, { clients: ["other"] });
    await send(client("shop"), "orders");
    await send(client("other"), "returns");
    await waitFor(() => byTopic.frames.length === 2, { what: "the orders" });
    assert(byClient.frames.length > 2);
    for (const frame of byTopic.frames) assertEquals(frame.view().client, "shop");
    for (const frame of byClient.frames) assertEquals(frame.view().client, "other");
    assertThrows(() => wire.watch({ ...ALL, apis: ["Prodce"] }, () => {}), ConfigError, "Produce");
  });
});

Deno.test("a fault that is switched on fires, is counted, and is gone when switched off", async () => {
  await throughProxy(async ({ wire, client }) => {
    const fault = wire.addFault({
      action: "dropAnswer",
      apis: ["Metadata"],
      clients: ["shop 1"],
      topics: [],
      times: 1,
    });
    assertEquals(fault, {
      id: 1,
      text: "dropAnswer Metadata client=shop 1 times=1",
      fired: 0,
    });
    using seen = watched(wire, { apis: ["Metadata"] });
    await send(client("shop 1"), "orders").catch(() => {});
    assertEquals(wire.faults().map(({ fired }) => fired), [1]);
    assert(seen.frames.some((frame) => frame.view().fault === "dropAnswer"));
    assertEquals(wire.removeFault(1), true);
    await waitFor(() => wire.faults().length === 0, { what: "no fault" });
    assertEquals(wire.removeFault(1), false);
    await send(client("shop 1"), "orders");
  });
});

Deno.test("a frozen client waits until it is released, others go on", async () => {
  await throughProxy(async ({ wire, client }) => {
    wire.freeze("shop");
    const waiting = send(client("shop"), "orders");
    await send(client("other"), "returns");
    await waitFor(() => (wire.frozen()[0]?.held ?? 0) > 0, { what: "something held back" });
    assertEquals([wire.release("shop"), wire.release("shop")], [true, false]);
    await waiting;
    assertEquals(wire.frozen(), []);
  });
});

Deno.test("a fault that makes no sense is told what is allowed", async () => {
  await throughProxy(async ({ wire }) => {
    const wish = { apis: [], clients: [], topics: [] };
    assertThrows(() => wire.addFault({ ...wish, action: "explode" }), ConfigError, "use one of");
    assertThrows(() => wire.addFault({ ...wish, action: "delay" }), ConfigError, "needs a time");
    await assertRejects(async () => {
      await Promise.resolve();
      wire.addFault({ ...wish, action: "refuse", apis: ["Nothing"] });
    }, ConfigError);
    assertEquals(wire.faults(), []);
    assert(wire.apis.includes("Produce") && wire.actions.length > 5);
  });
});
