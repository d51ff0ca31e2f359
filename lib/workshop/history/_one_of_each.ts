import type { Happening } from "./event.ts";

/** A place that the events are about. */
export const AT = { topic: "orders", partition: 1, offset: 7n };
const WHO = { id: "p:3", key: "k", seq: 3 };

/** One event of each kind. */
export const ONE_OF_EACH: readonly Happening[] = [
  { type: "meta", run: "r", seed: "s", expect: { delivery: "exactly-once" } },
  { type: "send", phase: "ok", ...WHO, ...AT, txn: "t1", from: { ...AT, offset: 1n } },
  { type: "deliver", ...WHO, ...AT, reader: "g", generation: 2, member: "m" },
  { type: "effect", ...WHO, ...AT, outcome: "applied" },
  { type: "retry", ...WHO, from: AT, to: "orders.retry.1", attempts: 1 },
  { type: "dlq", phase: "found", ...WHO, from: AT, reason: "BAD", attempts: 4, bytesEqual: true },
  { type: "commit", phase: "info", group: "g", ...AT, generation: 2, member: "m", code: "X" },
  { type: "txn", phase: "begin", txn: "t1", transactionalId: "tx" },
  {
    type: "assign",
    phase: "assigned",
    group: "g",
    member: "m",
    generation: 2,
    topic: "orders",
    partitions: [0, 1],
  },
  { type: "fault", name: "leader killed", phase: "fired", detail: "broker 1" },
  { type: "error", class: "StoreError", uncaught: false, code: "STORE_BUSY", stage: "store" },
  { type: "recovered", fault: "leader killed", ms: null },
  { type: "metric", name: "retries_total", before: 0, after: 3 },
  { type: "log", ...WHO, ...AT },
  { type: "stored", id: "p:3", count: 1 },
  { type: "end", ...AT },
  { type: "committed", group: "g", ...AT },
];
