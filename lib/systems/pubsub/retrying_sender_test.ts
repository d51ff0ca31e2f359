import { assertEquals, assertRejects } from "@std/assert";
import { ManualClock, nullLogger, nullMeter, waitFor } from "../../core/mod.ts";
import { DeliveryError, type DeliveryReport } from "../../producer/mod.ts";
import { type GivenUp, RetryingSender, type SendRetry } from "./retrying_sender.ts";

const RECORD = { topic: "data-topic", key: "a", value: "{}" };
const REPORT: DeliveryReport = { topic: "data-topic", partition: 0, offset: 1n, timestampMs: 0 };

const failure = (details: { definite?: boolean; retriable?: boolean } = {}) =>
  new DeliveryError("Not sent", { code: "DELIVERY_TIMEOUT", retriable: true, ...details });

/** A sender whose tries fail with these errors, one after the other, then succeed. */
function bench(errors: readonly Error[], retry: SendRetry = {}) {
  const clock = new ManualClock();
  const tries: number[] = [];
  const given: GivenUp[] = [];
  const sender = new RetryingSender({
    ...retry,
    onGivenUp: (each) => {
      given.push(each);
      return Promise.resolve();
    },
    logger: nullLogger,
    meter: nullMeter,
    clock,
  });
  const stop = new AbortController();
  const send = () => {
    const error = errors[tries.length];
    tries.push(clock.monotonicMs());
    return error === undefined ? Promise.resolve(REPORT) : Promise.reject(error);
  };
  const delivering = sender.deliver(RECORD, send, stop.signal);
  delivering.catch(() => {});
  const nextTry = async (delayMs: number) => {
    const before = tries.length;
    await waitFor(() => clock.sleepers === 1, { what: "the wait for the retry" });
    clock.advance(delayMs - 1);
    assertEquals(tries.length, before);
    clock.advance(1);
    await waitFor(() => tries.length === before + 1, { what: "the retry" });
  };
  return { clock, tries, given, delivering, stop, nextTry };
}

Deno.test("a message is tried once and three times more, after 3, 6 and 12 seconds", async () => {
  const { given, delivering, nextTry, tries } = bench(Array.from({ length: 9 }, () => failure()));
  for (const delayMs of [3000, 6000, 12_000]) await nextTry(delayMs);
  await assertRejects(() => delivering, DeliveryError);
  assertEquals(tries, [0, 3000, 9000, 21_000]);
  assertEquals([given.length, given[0]?.attempts, given[0]?.reason], [1, 4, "retries exhausted"]);
});

Deno.test("a message that arrives by a retry was delivered", async () => {
  const { given, delivering, nextTry } = bench([failure(), failure()]);
  await nextTry(3000);
  await nextTry(6000);
  assertEquals(await delivering, REPORT);
  assertEquals(given, []);
});

Deno.test("the timeout ends the tries although some are left", async () => {
  const errors = Array.from({ length: 9 }, () => failure());
  const { given, delivering, nextTry, tries } = bench(errors, {
    maxRetries: 100,
    deliveryTimeoutMs: 10_000,
  });
  await nextTry(3000);
  await nextTry(6000);
  await assertRejects(() => delivering, DeliveryError);
  assertEquals([tries.length, given[0]?.reason], [3, "timeout"]);
});

Deno.test("delays and number of tries can be set", async () => {
  const { given, delivering, nextTry } = bench([failure(), failure(), failure()], {
    maxRetries: 1,
    initialRetryDelayMs: 50,
  });
  await nextTry(50);
  await assertRejects(() => delivering, DeliveryError);
  assertEquals(given[0]?.attempts, 2);
});

Deno.test("what may be in the log, or can never be, is not sent again", async () => {
  const uncertain = bench([failure({ definite: false })]);
  await assertRejects(() => uncertain.delivering, DeliveryError);
  assertEquals([uncertain.tries.length, uncertain.given[0]?.reason], [1, "may be written"]);
  const hopeless = bench([failure({ retriable: false })]);
  await assertRejects(() => hopeless.delivering, DeliveryError);
  assertEquals([hopeless.tries.length, hopeless.given[0]?.reason], [1, "can't succeed"]);
  const foreign = bench([new TypeError("secret payload")]);
  assertEquals((await assertRejects(() => foreign.delivering, DeliveryError)).code, "SEND_FAILED");
});

Deno.test("a stop ends the wait for a retry at once", async () => {
  const { given, delivering, stop, clock } = bench([failure()]);
  await waitFor(() => clock.sleepers === 1, { what: "the wait" });
  stop.abort();
  await assertRejects(() => delivering, DeliveryError, "Not sent");
  assertEquals([given[0]?.reason, clock.sleepers], ["stopped", 0]);
});
