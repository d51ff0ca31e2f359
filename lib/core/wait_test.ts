import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock } from "./clock.ts";
import { WorkshopError } from "./errors.ts";
import { abortable, waitFor, withDeadline } from "./wait.ts";

Deno.test("waiting returns the first answer that is not empty", async () => {
  const answers = [undefined, null, false, 0];
  assertEquals(await waitFor(() => answers.shift(), { what: "zero", intervalMs: 1 }), 0);
});

Deno.test("waiting too long names what was waited for", async () => {
  const clock = new ManualClock();
  const waiting = waitFor(() => {
    queueMicrotask(() => queueMicrotask(() => clock.advance(50)));
    return false;
  }, { what: "the group to settle", timeoutMs: 100, clock });
  const error = await assertRejects(() => waiting, WorkshopError, "the group to settle");
  assertEquals([error.code, error.retriable], ["WAIT_TIMEOUT", true]);
});

Deno.test("a deadline leaves the outcome open and drops its timer when the work is done", async () => {
  const clock = new ManualClock();
  const never = withDeadline(new Promise(() => {}), { what: "the flush", timeoutMs: 10, clock });
  clock.advance(10);
  const error = await assertRejects(() => never, WorkshopError, "the flush");
  assertEquals([error.code, error.definite], ["DEADLINE_EXCEEDED", false]);
  assertEquals(await withDeadline(Promise.resolve(7), { what: "x", timeoutMs: 10, clock }), 7);
  assertEquals(clock.sleepers, 0);
});

Deno.test("an abort ends the wait for work that never ends, with the signal's reason", async () => {
  const stop = new AbortController();
  assertEquals(await abortable(Promise.resolve(7), stop.signal), 7);
  const waiting = abortable(new Promise(() => {}), stop.signal);
  stop.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  await assertRejects(() => abortable(Promise.resolve(7), stop.signal), Error, "enough");
});
