import { assert, assertEquals, assertRejects } from "@std/assert";
import { headerText, waitFor, WorkshopError } from "../core/mod.ts";
import { outage, passing, Processing, RECORD } from "./_processing.ts";
import type { FailureDecision } from "./failure_policy.ts";
import type { RecordHandler } from "./record_handler.ts";
import { retryRecordOf } from "./retry_record.ts";

/** A handler that throws these one after the other, then succeeds. */
function failing(...errors: unknown[]): { handler: RecordHandler; attempts: number[] } {
  const attempts: number[] = [];
  const handler: RecordHandler = (_record, { attempt }) => {
    attempts.push(attempt);
    const error = errors.shift();
    if (error !== undefined) throw error;
  };
  return { handler, attempts };
}

Deno.test("each line about a record's failure carries its place and correlation id, never its value", async () => {
  const { handler } = failing(passing(), passing());
  const run = new Processing(handler, { retry: { maxRetries: 1 } });
  run.refusals.push(new TypeError(`quotes "private"`));
  assertEquals(await run.process(), "dlq");
  assertEquals(run.messages("ERROR"), [
    "DLQ refused a record: its partition stands still until it is taken",
  ]);
  assertEquals(run.messages("WARN"), [
    "A record is tried again",
    "A record went to the dead letters",
  ]);
  for (const { fields } of run.lines) {
    const { topic, partition, offset, correlation_id } = fields;
    assertEquals([topic, partition, offset, correlation_id], ["orders", 2, "7", "c-1"]);
  }
  assertEquals(JSON.stringify(run.lines).includes("private"), false);
});

Deno.test("an outage is waited out without a limit, counts as no try and buries nothing", async () => {
  const outages = Array.from({ length: 20 }, outage);
  const { handler, attempts } = failing(...outages);
  const run = new Processing(handler);
  assertEquals(await run.process(), "ok");
  assertEquals([...new Set(attempts)], [1]);
  assertEquals([attempts.length, run.published.length], [21, 0]);
  assertEquals(run.stuck, [true, false]);
  assert(run.rests.every((ms) => ms <= 30_000), String(run.rests));
  assert(run.rests.at(-1)! > 20_000, String(run.rests));
  assert(new Set(run.rests.slice(5)).size > 3, `no jitter: ${run.rests}`);
  const { stalls, retried, deadLettered } = run.meter.statistics();
  assertEquals([stalls, retried, deadLettered], [1, 0, 0]);
  assertEquals(run.messages("ERROR"), [
    "What every record needs is down: the partition stands still until it is back",
  ]);
  assertEquals(run.messages("INFO"), ["The partition goes on"]);
});

Deno.test("tries count on where an outage came between them", async () => {
  const { handler, attempts } = failing(
    passing(),
    outage(),
    passing(),
    outage(),
    passing(),
    passing(),
  );
  const run = new Processing(handler);
  assertEquals(await run.process(), "dlq");
  assertEquals(attempts, [1, 2, 2, 3, 3, 4]);
  assertEquals(headerText(run.published[0]!.record.headers!, "dlq.attempts"), "4");
  assertEquals([run.meter.statistics().stalls, run.stuck], [2, [true, false, true, false]]);
});

Deno.test("a partition that goes to another member in an outage is no longer counted as standing", async () => {
  const { handler } = failing(...Array.from({ length: 99 }, outage));
  const run = new Processing((...args) => {
    if (run.rests.length === 3) run.ending.abort(new Error("gone"));
    return handler(...args);
  });
  await assertRejects(() => run.process(), Error, "gone");
  assertEquals(run.stuck, [true, false]);
  assertEquals(run.messages("INFO"), []);
});

Deno.test("a TypeError of the handler is poison: no second try", async () => {
  const { handler, attempts } = failing(new TypeError("x is not a function"));
  const run = new Processing(handler);
  assertEquals(await run.process(), "dlq");
  assertEquals([attempts, run.rests], [[1], []]);
});

Deno.test("waits between tries differ by chance unless jitter is 0", async () => {
  const waits = async (jitter: number) => {
    const run = new Processing(failing(passing(), passing(), passing()).handler, {
      retry: { jitter },
    });
    await run.process();
    return run.rests;
  };
  assertEquals(await waits(0), [2000, 4000, 8000]);
  const spread = await waits(0.2);
  assert(spread.every((ms, at) => Math.abs(ms / (2000 * 2 ** at) - 1) <= 0.2), String(spread));
  assert(spread[0] !== 2000, String(spread));
});

Deno.test("a letter that may be there already is published again, and that is said", async () => {
  const run = new Processing(failing(new TypeError()).handler);
  run.refusals.push(new WorkshopError("no answer", { code: "REQUEST_TIMED_OUT", definite: false }));
  assertEquals(await run.process(), "dlq");
  assertEquals(run.published.length, 1);
  assert(run.messages("WARN")[0]!.includes("may be there twice"), run.messages("WARN")[0]);
  assertEquals([run.meter.statistics().deadLettersRefused, run.stuck], [1, [true, false]]);
});

Deno.test("a letter that is too large goes without its value, and says where that lies", async () => {
  const tooLarge = () => new WorkshopError("too large", { code: "RECORD_TOO_LARGE" });
  const run = new Processing(failing(new TypeError()).handler);
  run.refusals.push(tooLarge());
  assertEquals(await run.process(), "dlq");
  const { record } = run.published[0]!;
  assertEquals([record.value, headerText(record.headers!, "dlq.omitted")], [null, "value"]);
  assertEquals(headerText(record.headers!, "dlq.original.offset"), "7");
  assertEquals(run.stuck, []);
});

Deno.test("where even the smallest letter is too large, the partition waits", async () => {
  const tooLarge = () => new WorkshopError("too large", { code: "MESSAGE_TOO_LARGE" });
  const run = new Processing(failing(new TypeError()).handler);
  run.refusals.push(tooLarge(), tooLarge(), tooLarge(), tooLarge());
  assertEquals(await run.process(), "dlq");
  assertEquals(run.published.length, 1);
  assertEquals(run.meter.statistics().deadLettersRefused, 2);
  assertEquals(run.messages("ERROR").length, 1);
});

Deno.test("dead letters that say nothing raise the alarm while they are waited for", async () => {
  const answer = Promise.withResolvers<void>();
  const run = new Processing(failing(new TypeError()).handler);
  run.onPublish = () => answer.promise;
  const processing = run.process();
  await waitFor(() => run.clock.sleepers === 1, { what: "the alarm to be set" });
  run.clock.advance(10_000);
  await waitFor(() => run.stuck.length === 1, { what: "the alarm" });
  assertEquals(run.messages("ERROR").length, 1);
  answer.resolve();
  assertEquals(await processing, "dlq");
  assertEquals([run.stuck, run.clock.sleepers], [[true, false], 0]);
});

Deno.test("a letter that nobody answers for doesn't keep a partition that is given away", async () => {
  const run = new Processing(failing(new TypeError()).handler);
  run.onPublish = () => new Promise(() => {});
  const processing = run.process();
  await waitFor(() => run.clock.sleepers === 1, { what: "the letter to be on its way" });
  run.ending.abort(new Error("gone"));
  await assertRejects(() => processing, Error, "gone");
  assertEquals([run.stuck, run.clock.sleepers], [[], 0]);
});

const TOPICS = {
  names: new Set(["orders.retry.1", "orders.retry.2"]),
  partitions: new Map([["orders.retry.1", 3], ["orders.retry.2", 2]]),
};
const RETRY = { maxRetries: 2, jitter: 0 };

Deno.test("with retry topics a record that fails moves on, topic by topic, to the dead letters", async () => {
  const errors = Array.from({ length: 3 }, passing);
  const { handler, attempts } = failing(...errors);
  const run = new Processing(handler, { retryIn: TOPICS, retry: RETRY });
  assertEquals(await run.process(), "retry");
  const again = () => ({ ...RECORD, key: null, headers: [], ...run.published.at(-1)!.record });
  const place = { partition: 2, offset: 0n, timestampMs: 1 };
  assertEquals(await run.process({ ...again(), topic: "orders.retry.1", ...place }), "retry");
  assertEquals(await run.process({ ...again(), topic: "orders.retry.2", ...place }), "dlq");
  assertEquals(run.published.map(({ topic, record }) => [topic, record.partition]), [
    ["orders.retry.1", 2],
    ["orders.retry.2", 0],
    ["DLQ", undefined],
  ]);
  assertEquals([attempts, run.rests], [[1, 2, 3], [2000, 4000]]);
  const letter = run.published[2]!.record;
  const told = (name: string) => headerText(letter.headers!, `dlq.${name}`);
  assertEquals(
    [told("original.topic"), told("original.partition"), told("original.offset"), told("attempts")],
    ["orders", "2", "7", "3"],
  );
  assertEquals(letter.value, RECORD.value);
  assertEquals(letter.headers!.some(({ name }) => name.startsWith("retry.")), false);
  assertEquals([run.meter.statistics().retried, run.meter.statistics().deadLettered], [2, 1]);
});

Deno.test("a record that waits is seen by its handler as it was, and only by its own group", async () => {
  const seen: unknown[] = [];
  const run = new Processing((record, { attempt }) => void seen.push([record, attempt]), {
    retryIn: TOPICS,
    retry: RETRY,
  });
  const story = {
    error: passing(),
    attempts: 1,
    firstTimeMs: 0,
    lastTimeMs: 0,
    notBeforeMs: 0,
    delayMs: 0,
  };
  const waiting = (groupId: string) => {
    const record = retryRecordOf(RECORD, { ...story, groupId });
    const place = { topic: "orders.retry.1", partition: 2, offset: 0n, timestampMs: 1 };
    return { ...place, key: null, headers: [], ...record };
  };
  assertEquals(await run.process(waiting("others")), "other");
  assertEquals(seen, []);
  assertEquals(await run.process(waiting("group")), "ok");
  assertEquals(seen, [[RECORD, 2]]);
  assertEquals(await run.process({ ...RECORD, topic: "orders.retry.2" }), "dlq");
  assertEquals(headerText(run.published[0]!.record.headers!, "dlq.error.code"), "NOT_A_RETRY");
});

Deno.test("a clock that was set back doesn't make a record wait longer than its policy", async () => {
  const run = new Processing(() => {}, { retryIn: TOPICS, retry: RETRY });
  const notBeforeMs = run.clock.now() + 3_600_000;
  const told = { error: passing(), attempts: 1, firstTimeMs: 0, lastTimeMs: 0, groupId: "group" };
  const record = retryRecordOf(RECORD, { ...told, notBeforeMs, delayMs: 2000 });
  const place = { topic: "orders.retry.1", partition: 2, offset: 0n, timestampMs: 1 };
  assertEquals(await run.process({ ...place, key: null, headers: [], ...record }), "ok");
  assertEquals([run.rests, run.stuck], [[2000], [true, false]]);
});

Deno.test("a policy of one's own decides each time, with the record as it was and its tries", async () => {
  const asked: unknown[] = [];
  const decisions: FailureDecision[] = [
    { then: "wait" },
    { then: "retry", afterMs: 7 },
    { then: "retry later", afterMs: 30 },
    { then: "retry later", afterMs: 9 },
    { then: "give up" },
  ];
  const errors = ["a", "b", "c", "d", "e"];
  const { handler, attempts } = failing(...errors);
  const run = new Processing(handler, {
    retryIn: TOPICS,
    outageBackoff: { baseMs: 5, jitter: 0 },
    onFailure: (error, { record, attempts }) => {
      asked.push([error, record.topic, attempts]);
      return decisions.shift()!;
    },
  });
  assertEquals(await run.process(), "retry");
  const waiting = { ...RECORD, headers: [], key: null, ...run.published[0]!.record };
  const place = { topic: "orders.retry.2", partition: 0 };
  assertEquals(await run.process({ ...waiting, ...place }), "dlq");
  assertEquals(asked.map((each) => (each as unknown[])[2]), [1, 1, 2, 3, 4]);
  assertEquals(asked.map((each) => (each as unknown[])[1]), Array(5).fill("orders"));
  assertEquals([attempts, run.rests], [[1, 1, 2, 3, 4], [5, 7, 30, 9]]);
  assertEquals(run.published.map(({ topic }) => topic), ["orders.retry.2", "DLQ"]);
});

Deno.test("a policy that throws gives the record up, and says so", async () => {
  const run = new Processing(failing(passing()).handler, {
    onFailure: () => {
      throw new RangeError("private");
    },
  });
  assertEquals(await run.process(), "dlq");
  assertEquals(run.messages("ERROR"), ["The failure policy threw: the record is given up"]);
  assertEquals(JSON.stringify(run.lines).includes("private"), false);
});

Deno.test("a record that its retry topic can't hold is tried again in place", async () => {
  const { handler, attempts } = failing(passing());
  const run = new Processing(handler, { retryIn: TOPICS, retry: RETRY });
  run.refusals.push(new WorkshopError("too large", { code: "MESSAGE_TOO_LARGE" }));
  assertEquals(await run.process(), "ok");
  assertEquals([attempts, run.rests, run.published], [[1, 2], [2000], []]);
});

Deno.test("while a retry topic refuses, the partition stands still and the alarm is raised once", async () => {
  const { handler } = failing(passing());
  const run = new Processing(handler, { retryIn: TOPICS, retry: RETRY });
  run.refusals.push(new Error("a"), new Error("b"), new Error("c"));
  assertEquals(await run.process(), "retry");
  assertEquals([run.published.length, run.rests.length, run.stuck], [1, 3, [true, false]]);
  assertEquals(run.messages("ERROR"), [
    "orders.retry.1 refused a record: its partition stands still until it is taken",
  ]);
});
