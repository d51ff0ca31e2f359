import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError, ManualClock, seededRandom } from "../core/mod.ts";
import { type FaultCandidate, FaultSet } from "./faults.ts";

function faultSet(): FaultSet {
  return new FaultSet({ clock: new ManualClock(), random: seededRandom("faults") });
}

function candidate(more: Partial<FaultCandidate> = {}): FaultCandidate {
  const topics = () => ["orders"];
  const goesTo = (broker: number | string) => broker === 1;
  const groups = () => ["billing"];
  const numbers = { key: 1, connectionId: 3, correlationId: 1 };
  return { apiKey: "Fetch", clientId: "shop", ...numbers, topics, groups, goesTo, ...more };
}

Deno.test("a fault without filters takes every request", () => {
  const faults = faultSet();
  const fault = faults.add({ action: "refuse" });
  const unknown = candidate({ apiKey: undefined, clientId: null });
  assertEquals([faults.match(candidate()), faults.match(unknown)], [fault, fault]);
});

Deno.test("key, topic and client must all fit", () => {
  const faults = faultSet();
  const fault = faults.add({
    action: "refuse",
    apiKeys: ["Fetch", "Produce"],
    topics: ["orders"],
    clientIds: ["shop"],
  });
  assertEquals(faults.match(candidate()), fault);
  assertEquals(faults.match(candidate({ apiKey: "Heartbeat" })), undefined);
  assertEquals(faults.match(candidate({ apiKey: undefined })), undefined);
  assertEquals(faults.match(candidate({ clientId: null })), undefined);
  assertEquals(faults.match(candidate({ topics: () => ["payments"] })), undefined);
});

Deno.test("the topics of a request are asked for only when a fault wants them", () => {
  const faults = faultSet();
  faults.add({ action: "refuse", apiKeys: ["Produce"], topics: ["orders"] });
  faults.add({ action: "refuse", clientIds: ["other"] });
  const topics = () => {
    throw new Error("asked for topics");
  };
  assertEquals(faults.match(candidate({ topics })), undefined);
});

Deno.test("a fault ends after its number of times, and what took no effect is given back", () => {
  const faults = faultSet();
  const fault = faults.add({ action: "dropAnswer", times: 2 });
  const taken = [1, 2, 3].map(() => faults.match(candidate()) === fault);
  assertEquals(taken, [true, true, false]);
  fault.release();
  assertEquals(faults.match(candidate()), fault);
  assertEquals(fault.fired, 0);
  fault.fire(candidate());
  assertEquals(fault.events, [{
    atMs: new ManualClock().now(),
    key: 1,
    apiKey: "Fetch",
    topics: ["orders"],
    clientId: "shop",
    connectionId: 3,
    correlationId: 1,
  }]);
});

Deno.test("the first fault that was added counts", () => {
  const faults = faultSet();
  const first = faults.add({ action: "refuse", times: 1 });
  const second = faults.add({ action: "freeze" });
  assertEquals([faults.match(candidate()), faults.match(candidate())], [first, second]);
});

Deno.test("chance repeats with its seed", () => {
  const draw = () => {
    const faults = faultSet();
    faults.add({ action: "refuse", probability: 0.3, random: seededRandom("seed") });
    return Array.from({ length: 1000 }, () => faults.match(candidate()) !== undefined);
  };
  const caught = draw().filter(Boolean).length;
  assertEquals(draw(), draw());
  assertEquals(caught > 250 && caught < 350, true, String(caught));
});

Deno.test("a removed fault takes nothing more and lets go what it holds", async () => {
  const faults = faultSet();
  const fault = faults.add({ action: "freeze" });
  const other = faults.add({ action: "freeze" });
  fault.remove();
  await fault.removed;
  assertEquals(faults.match(candidate()), other);
  faults.clear();
  await other.removed;
  assertEquals(faults.match(candidate()), undefined);
});

Deno.test("the first requests pass that a fault is to let through", () => {
  const fault = faultSet().add({ action: "refuse", clientIds: ["shop"], after: 2, times: 1 });
  const other = fault.take(candidate({ clientId: "other" }));
  const taken = [1, 2, 3, 4].map(() => fault.take(candidate()));
  assertEquals([other, ...taken], [false, false, false, true, false]);
});

Deno.test("a delay between two times is drawn anew each time and repeats with its seed", () => {
  const draw = () => {
    const fault = faultSet().add({ action: { delayMs: [10, 12] }, seed: "s" });
    return Array.from({ length: 100 }, () => fault.drawDelayMs());
  };
  assertEquals([...new Set(draw())].sort(), [10, 11, 12]);
  assertEquals(draw(), draw());
});

Deno.test("a fault's listener hears of each hit, and only the latest thousand are kept", () => {
  const faults = faultSet();
  let heard = 0;
  const stop = faults.onFired((fired, { id }) => heard += id + fired.key - 1);
  const fault = faults.add({ action: "refuse" });
  for (let index = 0; index < 1500; index++) fault.fire(candidate());
  stop();
  fault.fire(candidate());
  assertEquals([heard, fault.fired, fault.events.length], [1500, 1501, 1000]);
});

Deno.test("counts and delays that make no sense are refused", () => {
  for (
    const wrong of [
      { times: -1 },
      { after: 1.5 },
      { action: { delayMs: -1 } },
      { action: { delayMs: [5, 1] as const } },
      { action: { delayMs: NaN } },
    ]
  ) {
    assertThrows(() => faultSet().add({ action: "refuse", ...wrong }), ConfigError, "at least 0");
  }
});

Deno.test("a probability is a number from 0 to 1", () => {
  for (const probability of [-0.1, 1.1, NaN]) {
    assertThrows(() => faultSet().add({ action: "refuse", probability }), ConfigError);
  }
});
