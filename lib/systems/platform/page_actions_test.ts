import { assertEquals, assertRejects } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { validatePlainMessage } from "../../schemas/mod.ts";
import { text, withKafka } from "../random_events/_with_kafka_test.ts";
import { USER_EVENTS } from "./message_kinds.ts";
import { PageActions } from "./page_actions.ts";
import { startPlatformProducer } from "./producer.ts";

const SESSION = "6b4a2d2e-8a0c-4a59-9e5e-0d1f2a3b4c5d";
const view = (page: string) => ({
  kind: "page_view" as const,
  page,
  session: SESSION,
  timeMs: 1_750_000_000_000,
});

Deno.test("actions of a page become valid user events of one user, in their order", async () => {
  const actions = new PageActions();
  actions.offer(view("/topics"));
  actions.offer({ ...view("/topics#button"), kind: "click" });
  const signal = new AbortController().signal;
  const events = [await actions.next(signal), await actions.next(signal)];
  for (const event of events) validatePlainMessage(JSON.stringify(event), USER_EVENTS.schema());
  assertEquals(events.map(({ event_id: _, ...rest }) => rest), [
    {
      user_id: "dashboard",
      event: "page_view",
      timestamp: "2025-06-15T15:06:40.000Z",
      session_id: SESSION,
      page: "/topics",
    },
    {
      user_id: "dashboard",
      event: "click",
      timestamp: "2025-06-15T15:06:40.000Z",
      session_id: SESSION,
      page: "/topics#button",
    },
  ]);
});

Deno.test("whoever waits for an action gets the next one, or ends with the signal", async () => {
  const actions = new PageActions();
  const ended = new AbortController();
  const coming = actions.next(ended.signal);
  actions.offer(view("/groups"));
  assertEquals((await coming).page, "/groups");
  const waiting = actions.next(ended.signal);
  ended.abort();
  await assertRejects(() => waiting);
});

Deno.test("what nobody takes out is dropped from the thousandth action on", async () => {
  const actions = new PageActions();
  const taken = Array.from({ length: 1002 }, (_, at) => actions.offer(view(`/${at}`)));
  assertEquals(taken.filter((each) => each).length, 1000);
  assertEquals((await actions.next(new AbortController().signal)).page, "/0");
  assertEquals(actions.offer(view("/again")), true);
});

Deno.test("a producer sends actions when they come, and ends while it waits for one", async () => {
  await withKafka(async (connect) => {
    const kafka = connect();
    const actions = new PageActions();
    const producer = await startPlatformProducer(kafka, {
      kind: USER_EVENTS,
      intervalMs: 0,
      parseLine: (line) => JSON.parse(line),
      source: (_random, _clock, signal) => ({ next: () => actions.next(signal) }),
    });
    actions.offer(view("/"));
    await waitFor(() => producer.statistics().acknowledged === 1, { what: "the first event" });
    actions.offer(view("/wire"));
    await waitFor(() => producer.statistics().acknowledged === 2, { what: "the second event" });
    await producer.stop();
    await producer.closed;
    const log = await Array.fromAsync(kafka.read({ topic: "user-events" }));
    assertEquals(log.map(({ key }) => text(key)), ["dashboard", "dashboard"]);
    assertEquals(log.map(({ value }) => JSON.parse(text(value)!).page), ["/", "/wire"]);
  });
});
