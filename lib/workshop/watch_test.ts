import { assertEquals } from "@std/assert";
import type { LabEntry } from "./lab_entry.ts";
import { type WatchActions, type WatchEvent, watchLoop } from "./watch.ts";

const lab = (number: string): LabEntry => ({
  number,
  name: "sample",
  title: "A sample",
  misconception: "…",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 1,
});
const LABS = [lab("01"), lab("02")];
const key = (key: string): WatchEvent => ({ type: "key", key });
const saved = (lab: LabEntry): WatchEvent => ({ type: "saved", lab });

/** Runs the loop over events and gives what it did, in order. */
async function doneBy(
  events: readonly WatchEvent[],
  changed: Partial<WatchActions> = {},
): Promise<string[]> {
  const done: string[] = [];
  const note = (what: string) => (lab: LabEntry) => {
    done.push(`${what} ${lab.number}`);
    return Promise.resolve();
  };
  const actions: WatchActions = {
    grade: (lab) => {
      done.push(`grade ${lab.number}`);
      return Promise.resolve(true);
    },
    hint: note("hint"),
    list: note("list"),
    reset: note("reset"),
    say: (text) => done.push(text),
    ...changed,
  };
  async function* source() {
    yield* events;
  }
  await watchLoop(LABS, LABS[0]!, source(), actions);
  return done;
}

Deno.test("the loop grades at the start and after each save, also of another lab", async () => {
  assertEquals(await doneBy([saved(LABS[0]!), saved(LABS[1]!), key("r")]), [
    "grade 01",
    "grade 01",
    "grade 02",
    "grade 02",
  ]);
});

Deno.test("keys give hints, lists and the next lab, and q ends it", async () => {
  assertEquals(await doneBy([key("h"), key("l"), key("n"), key("n"), key("q"), key("r")]), [
    "grade 01",
    "hint 01",
    "list 01",
    "grade 02",
    "This is the last lab",
  ]);
});

Deno.test("a reset needs the key twice in a row", async () => {
  const asked = "Your changes would be lost. Press s again to reset the task";
  assertEquals(await doneBy([key("s"), key("h"), key("s"), key("s")]), [
    "grade 01",
    asked,
    "hint 01",
    asked,
    "reset 01",
  ]);
});

Deno.test("a newer save stops the grading of an older one", async () => {
  const stopped: boolean[] = [];
  let calls = 0;
  await doneBy([saved(LABS[0]!)], {
    grade: (_, signal) => {
      if (calls++ > 0) return Promise.resolve(true);
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          stopped.push(true);
          reject(signal.reason);
        });
      });
    },
  });
  assertEquals([calls, stopped], [2, [true]]);
});

Deno.test("quitting in the middle of a grading ends it", async () => {
  const done = await doneBy([key("q")], {
    grade: (_, signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  });
  assertEquals(done, []);
});
