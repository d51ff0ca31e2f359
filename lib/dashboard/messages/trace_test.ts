import { assertEquals } from "@std/assert";
import { runConsumer, type SinkRecord } from "../../consumer/mod.ts";
import { waitFor, WorkshopError } from "../../core/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { call, openLog } from "./_log_bench.ts";
import { messagesRoutes } from "./messages_routes.ts";
import type { Trace } from "./trace.ts";

const encoder = new TextEncoder();

function headers(id: string) {
  return [{ name: "correlation-id", value: encoder.encode(id) }];
}

Deno.test("a record is followed through its retries to the dead letters, as a real consumer sends it", async () => {
  await using log = await openLog({ orders: 1, DLQ: 1, other: 1 });
  const routes = messagesRoutes(log);
  await using producer = await createProducer(log.kafka, { lingerMs: 0 });
  const sink = {
    publish: async (topic: string, record: SinkRecord) =>
      void await producer.send({ topic, ...record }),
  };
  await log.put("orders", 0, [
    { value: encoder.encode("poison"), headers: headers("c-1") },
    { value: encoder.encode("fine"), headers: headers("c-2") },
  ]);
  await log.put("other", 0, [{ value: encoder.encode("x"), headers: headers("c-1") }]);
  await using _running = await runConsumer(log.kafka, {
    topics: ["orders"],
    groupId: "billing",
    offsetReset: "earliest",
    handler: ({ value }) =>
      new TextDecoder().decode(value!) === "poison"
        ? Promise.reject(new WorkshopError("no", { code: "BUSY", retriable: true }))
        : Promise.resolve(),
    retry: { maxRetries: 2, baseMs: 1, maxMs: 2 },
    retryTopics: { sink },
    deadLetters: sink,
  });
  await waitFor(async () => {
    const [letters] = await log.admin.topicOffsets("DLQ");
    return letters!.high === 1n;
  }, { what: "the dead letter" });
  const answer = await call(routes, "/api/messages/trace?id=c-1&topic=orders");
  const trace: Trace = await answer.json();
  const steps = trace.steps.map(({ role, topic }) => `${role} ${topic}`);
  assertEquals(steps.toSorted(), [
    "dead letter DLQ",
    "retry orders.retry.1",
    "retry orders.retry.2",
    "sent orders",
    "sent other",
  ]);
  const letter = trace.steps.find(({ role }) => role === "dead letter")!;
  assertEquals([letter.story!.origin, letter.story!.attempts], ["orders/0/0", 3]);
  assertEquals([trace.unread, trace.steps[0]!.afterMs], [[], 0]);
});

Deno.test("a trace that reaches a cap names the topics that it did not finish", async () => {
  await using log = await openLog({ a: 1, b: 1 });
  const routes = messagesRoutes(log);
  const records = Array.from({ length: 30 }, () => ({ value: null }));
  await log.put("a", 0, records);
  await log.put("b", 0, [{ value: null, headers: headers("c-1") }]);
  const get = async (query: string): Promise<Trace> =>
    await (await call(routes, `/api/messages/trace?id=c-1${query}`)).json();
  const capped = await get("&maxRecords=20");
  assertEquals([capped.steps, capped.unread], [[], ["a", "b"]]);
  const whole = await get("");
  assertEquals([whole.steps.length, whole.read, whole.unread], [1, ["a", "b"], []]);
  assertEquals((await get("&topic=b&maxRecords=5")).steps.length, 1);
});
