import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom, WorkshopError } from "../core/mod.ts";
import { shuffledWithin, throughJson } from "./_arrivals.ts";
import { type EventChain, EventChains } from "./event_chains.ts";
import { Watermark } from "./watermark.ts";

const OPTIONS = { steps: ["signup", "click", "purchase"], withinMs: 100 };

function chainsOf(events: readonly (readonly [stream: string, timeMs: number])[], key = "ana") {
  const chains = new EventChains<number>(OPTIONS);
  for (const [stream, timeMs] of events) chains.add({ stream, key, timeMs, value: timeMs });
  return chains.flush().map(({ events }) => events.map(({ value }) => value));
}

Deno.test("events that follow each other by their own time are a chain", () => {
  assertEquals(chainsOf([["purchase", 9], ["signup", 1], ["click", 5]]), [[1, 5, 9]]);
  assertEquals(chainsOf([["click", 1], ["signup", 5], ["purchase", 9]]), []);
  assertEquals(chainsOf([["signup", 0], ["click", 50], ["purchase", 101]]), [], "too long");
});

Deno.test("a purchase ends the chain that began last, and each chain is completed once", () => {
  const events = [["signup", 1], ["click", 2], ["signup", 3], ["click", 4]] as const;
  assertEquals(chainsOf([...events, ["purchase", 5], ["purchase", 6]]), [[3, 4, 5]]);
});

Deno.test("shuffled inside the grace, and stored in between, chains are the same", () => {
  let complete = 0;
  for (let seed = 0; seed < 40; seed++) {
    const random = seededRandom(`chains ${seed}`);
    const events = Array.from({ length: 200 }, (_, value) => ({
      stream: random.pick(OPTIONS.steps),
      key: random.pick(["ana", "budi", "citra"]),
      timeMs: random.int(0, 2000),
      value,
    }));
    const ordered = new EventChains<number>(OPTIONS);
    for (const event of events) ordered.add(event);
    const expected = ordered.flush();
    complete += expected.length;

    let other = new EventChains<number>({ ...OPTIONS, graceMs: 30 });
    const watermark = new Watermark({ outOfOrdernessMs: 0 });
    const found: EventChain<number>[] = [];
    for (const event of shuffledWithin(events, 30, random)) {
      assertEquals(other.add(event), "taken");
      found.push(...other.advance(watermark.observe("0", event.timeMs)));
      if (random.next() > 0.1) continue;
      const stored = throughJson(other.snapshot());
      other = new EventChains({ ...OPTIONS, graceMs: 30 });
      other.restore(stored);
    }
    assertEquals([...found, ...other.flush()], expected, `seed ${seed}`);
    const used = expected.flatMap(({ events }) => [events[0]!.value, events.at(-1)!.value]);
    assertEquals(new Set(used).size, used.length, "no beginning and no end twice");
  }
  assertEquals(complete > 200, true);
});

Deno.test("what began too long ago is forgotten, and what comes too late counted", () => {
  const chains = new EventChains<number>(OPTIONS);
  for (let at = 0; at < 5000; at++) {
    chains.add({ stream: "signup", key: `user ${at}`, timeMs: at, value: at });
    chains.advance(at);
  }
  assertEquals(chains.begun < 210, true, `${chains.begun} chains are held`);
  assertEquals(chains.add({ stream: "click", key: "ana", timeMs: 9, value: 9 }), "late");
  assertEquals(chains.add({ stream: "view", key: "ana", timeMs: 9, value: 9 }), "other");
  assertEquals(chains.late, 1);
});

Deno.test("a chain of one step is refused", () => {
  assertThrows(() => new EventChains({ steps: ["a"], withinMs: 1 }), WorkshopError, "two or more");
  assertThrows(() => new EventChains({ steps: ["a", "a"], withinMs: 1 }), WorkshopError);
});
