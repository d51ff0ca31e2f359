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
    firstOpen: () => Promise.resolve(LABS[0]),
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

Deno.test("a task that is gone is told at once, and what is graded of it ends", async () => {
  const message = "tasks/01_sample.ts is gone: deno task reset 01 puts it back";
  let stopped = false;
  const grade = (_: LabEntry, signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      signal.addEventListener("abort", () => {
        stopped = true;
        resolve(false);
      });
    });
  const done = await doneBy([{ type: "gone", lab: LABS[0]!, message }], { grade });
  assertEquals([done, stopped], [[message], true]);
});

Deno.test("keys give hints, lists and the next lab, large or small, and q ends it", async () => {
  assertEquals(await doneBy([key("h"), key("L"), key("n"), key("q"), key("r")]), [
    "grade 01",
    "hint 01",
    "list 01",
    "grade 02",
  ]);
  assertEquals(await doneBy([key("\x04"), key("r")]), ["grade 01"]);
});

Deno.test("after the last lab n comes back to the first one that was skipped", async () => {
  const notPassed = { grade: () => Promise.resolve(false) };
  assertEquals(await doneBy([key("n"), key("n")], notPassed), [
    "Not passed yet; after the last lab n comes back to it",
    "Back to lab 01, which is not passed yet",
  ]);
  const all = { firstOpen: () => Promise.resolve(undefined) };
  assertEquals(
    (await doneBy([key("n"), key("n")], all)).at(-1),
    "This is the last lab, and all are passed",
  );
  const itself = { firstOpen: () => Promise.resolve(LABS[1]) };
  assertEquals(
    (await doneBy([key("n"), key("n")], itself)).at(-1),
    "This is the last lab that is open",
  );
});

Deno.test("a key that does nothing is answered with those that do", async () => {
  const done = await doneBy([key("x"), key("\x1b[A")]);
  assertEquals(done.slice(1).every((said) => said.includes("q quit")), true);
  assertEquals(done.length, 3);
});

Deno.test("an action that fails is told, and the loop goes on", async () => {
  const gone = () => Promise.reject(new Error("tasks/01.ts is gone"));
  assertEquals(await doneBy([key("h"), key("l"), key("r")], { hint: gone, list: gone }), [
    "grade 01",
    "tasks/01.ts is gone",
    "tasks/01.ts is gone",
    "grade 01",
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
