import { assert, assertEquals } from "@std/assert";
import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import BrokerPool from "kafkajs/src/cluster/brokerPool.js";
import { FakeTime } from "@std/testing/time";
import { steadyKafkajs } from "./kafkajs_clock.ts";

const LOGGER = { debug() {}, warn() {} };

function newQueue() {
  steadyKafkajs();
  return new RequestQueue({
    maxInFlightRequests: 1,
    requestTimeout: 1000,
    enforceRequestTimeout: true,
    clientId: "test",
    broker: "localhost:9092",
    logger: LOGGER,
    isConnected: () => true,
  });
}

function request(correlationId: number) {
  const outcome: { error?: Error } = {};
  const entry = {
    apiKey: 3,
    apiName: "Metadata",
    apiVersion: 1,
    correlationId,
    resolve() {},
    reject: (error: Error) => outcome.error = error,
  };
  return { outcome, pushed: { entry, expectResponse: true, sendRequest() {} } };
}

Deno.test("an idle request queue arms no timer, and never one in the past", () => {
  using time = new FakeTime();
  const queue = newQueue();
  const delays: number[] = [];
  const original = globalThis.setTimeout;
  try {
    globalThis.setTimeout = ((work: () => void, ms = 0) => {
      delays.push(ms);
      return original(work, ms);
    }) as typeof setTimeout;
    queue.push(request(1).pushed);
    queue.fulfillRequest({ correlationId: 1, payload: null, size: 0 });
    queue.checkPendingRequests();
    time.tick(100);
  } finally {
    globalThis.setTimeout = original;
    queue.destroy();
  }
  assertEquals(delays.filter((ms) => ms < 0), []);
  assertEquals(queue.throttleCheckTimeoutId, null);
});

Deno.test("a step of the wall clock times no request out", () => {
  const queue = newQueue();
  const { outcome, pushed } = request(7);
  const realNow = Date.now;
  try {
    queue.push(pushed);
    Date.now = () => realNow() + 3_600_000;
    assert(queue.canSendSocketRequestImmediately() === false);
    Date.now = () => realNow() - 3_600_000;
    queue.maybeThrottle(5);
    assert(queue.throttledUntil <= performance.now() + 5);
  } finally {
    Date.now = realNow;
    queue.destroy();
  }
  assertEquals(outcome.error, undefined);
});

Deno.test("metadata grows old although the wall clock was set back", async () => {
  steadyKafkajs();
  const inAnHour = () => Date.now() + 3_600_000;
  let refreshed = 0;
  const pool = Object.assign(Object.create(BrokerPool.prototype), {
    metadata: { topicMetadata: [{ topic: "orders" }] },
    metadataExpireAt: inAnHour(),
    metadataMaxAge: 1000,
    refreshMetadata() {
      refreshed++;
      this.metadataExpireAt = inAnHour();
    },
  });
  const monotonic = performance.now;
  const counts: number[] = [];
  try {
    for (const ms of [0, 900, 1100, 1200]) {
      performance.now = () => ms;
      await pool.refreshMetadataIfNecessary(["orders"]);
      counts.push(refreshed);
    }
  } finally {
    performance.now = monotonic;
  }
  assertEquals(counts, [0, 0, 1, 1]);
});
