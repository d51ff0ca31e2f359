import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { RoutesBench } from "../_bench.ts";
import { openLog } from "./_log_bench.ts";
import { messagesRoutes } from "./messages_routes.ts";

const encoder = new TextEncoder();

Deno.test("a tail gives what comes from now on, filtered, until the page leaves", async () => {
  await using log = await openLog({ orders: 1 });
  await log.put("orders", 0, [{ value: encoder.encode("earlier") }]);
  await using bench = new RoutesBench(messagesRoutes(log));
  const texts: string[] = [];
  let seen = 0;
  const query = { topic: "orders", filter: "value ~ later" };
  for await (const { event, data } of bench.events("/api/messages/tail", query)) {
    if (event === "following") {
      const values = ["later 1", "other", "later 2"].map((text) => encoder.encode(text));
      await log.put("orders", 0, values.map((value) => ({ value })));
    }
    if (event !== "records") continue;
    seen += data.seen;
    texts.push(...data.records.map((each: { value: { text: string } }) => each.value.text));
    if (seen === 3) break;
  }
  assertEquals(texts, ["later 1", "later 2"]);
});

Deno.test("a topic that is deleted under a tail is told, and the stream ends", async () => {
  await using log = await openLog({ orders: 1 });
  await using bench = new RoutesBench(messagesRoutes(log));
  let told = "";
  for await (const { event, data } of bench.events("/api/messages/tail", { topic: "orders" })) {
    if (event === "following") await log.admin.deleteTopics(["orders"]);
    if (event === "failure") told = data.message;
  }
  assertEquals(told, "Topic orders is not there any more: the tail has ended");
});

Deno.test("a tail under a flood drops, says how much, and loses no count", async () => {
  await using log = await openLog({ flood: 4 });
  await using bench = new RoutesBench(messagesRoutes(log));
  const value = encoder.encode(`{"n":1,"text":"${"x".repeat(150)}"}`);
  const records = Array.from({ length: 1000 }, () => ({ value }));
  const total = 80_000;
  let [seen, shown, dropped] = [0, 0, 0];
  let flood: Promise<void> | undefined;
  const pour = async () => {
    for (let sent = 0; sent < total; sent += 4000) {
      await Promise.all([0, 1, 2, 3].map((partition) => log.put("flood", partition, records)));
    }
  };
  for await (const { event, data } of bench.events("/api/messages/tail", { topic: "flood" })) {
    if (event === "following") flood = pour();
    if (event !== "records") continue;
    assert(data.records.length <= 40);
    seen += data.seen;
    shown += data.records.length;
    dropped += data.dropped;
    if (seen >= total) break;
  }
  await flood;
  assertEquals([seen, shown + dropped], [total, total]);
  assert(dropped > total / 2);
});

Deno.test("a page that leaves takes its reader with it", async () => {
  await using log = await openLog({ orders: 1 });
  const open = new Set<unknown>();
  const kafka = {
    read: log.kafka.read.bind(log.kafka),
    assign: async (options: Parameters<typeof log.kafka.assign>[0]) => {
      const session = await log.kafka.assign(options);
      open.add(session);
      session.closed.then(() => open.delete(session));
      return session;
    },
  };
  await using bench = new RoutesBench(messagesRoutes({ kafka, admin: log.admin }));
  for await (const { event } of bench.events("/api/messages/tail", { topic: "orders" })) {
    assertEquals([event, open.size], ["following", 1]);
    break;
  }
  await waitFor(() => open.size === 0, { what: "the reader to be closed" });
});
