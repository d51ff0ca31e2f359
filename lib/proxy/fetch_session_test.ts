import { assertEquals } from "@std/assert";
import type { RequestBody } from "../protocol/mod.ts";
import { FetchSession } from "./fetch_session.ts";

const ID = "hkrgPHwZRUeXSMUKCHAaHg";
const NAMES = new Map([[ID, "orders"]]);

function fetch(
  sessionEpoch: number,
  read: Record<string, number[]>,
  forgotten: Record<string, number[]> = {},
): RequestBody<"Fetch"> {
  const named = (topics: Record<string, number[]>) =>
    Object.entries(topics).map(([topic, partitions]) => ({ topic, topicId: "", partitions }));
  const topics = named(read).map((topic) => ({
    ...topic,
    partitions: topic.partitions.map((partition) => ({ partition })),
  }));
  return { sessionEpoch, topics, forgottenTopicsData: named(forgotten) } as never;
}

Deno.test("a fetch within a session reads what the ones before it named", () => {
  const session = new FetchSession();
  assertEquals(session.topicsOf(fetch(0, { orders: [0, 1], payments: [0] }), NAMES), [
    "orders",
    "payments",
  ]);
  assertEquals(session.topicsOf(fetch(1, {}), NAMES), ["orders", "payments"]);
  assertEquals(session.topicsOf(fetch(2, { refunds: [3] }, { payments: [0] }), NAMES), [
    "orders",
    "refunds",
  ]);
  assertEquals(session.topicsOf(fetch(3, {}, { orders: [0] }), NAMES), ["orders", "refunds"]);
  assertEquals(session.topicsOf(fetch(4, {}, { orders: [1] }), NAMES), ["refunds"]);
});

Deno.test("a new session, and a fetch without one, begin anew", () => {
  const session = new FetchSession();
  session.topicsOf(fetch(0, { orders: [0] }), NAMES);
  assertEquals(session.topicsOf(fetch(0, { payments: [0] }), NAMES), ["payments"]);
  assertEquals(session.topicsOf(fetch(-1, { refunds: [0] }), NAMES), ["refunds"]);
});

Deno.test("topics named by id are told by name", () => {
  const body = fetch(0, { "": [0] });
  const byId = { ...body, topics: body.topics.map((topic) => ({ ...topic, topicId: ID })) };
  assertEquals(new FetchSession().topicsOf(byId, NAMES), ["orders"]);
});
