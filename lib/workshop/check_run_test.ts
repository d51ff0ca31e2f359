import { assertEquals, assertStringIncludes } from "@std/assert";
import { InconclusiveError, systemClock, WorkshopError } from "../core/mod.ts";
import { type Check, fail, pass, type Verdict } from "./check.ts";
import { type CheckRunOptions, type OpenContext, runCheck, TOO_SLOW } from "./check_run.ts";
import type { CheckContext } from "./context.ts";
import type { Subject } from "./subject.ts";
import { SubjectFailure, type SubjectFailureKind } from "./subject_failure.ts";

const LAB = {
  number: "90",
  name: "sample",
  title: "A sample",
  misconception: "…",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 1,
} as const;

type Who = "learner" | "reference";

/** Runs a check that knows whose code it asks; it has asked unless told otherwise. */
async function verdictOf(
  run: (who: Who, tries: number) => Promise<Verdict>,
  options: Partial<CheckRunOptions> & {
    readonly asks?: boolean;
    readonly fired?: readonly string[];
  } = {},
): Promise<{ verdict: Verdict; runs: Who[] }> {
  const runs: Who[] = [];
  const opener = (who: Who) => (): Promise<OpenContext> => {
    runs.push(who);
    return Promise.resolve({
      context: {} as CheckContext,
      subjects: options.asks === false ? [] : [{ output: "", failure: undefined } as Subject],
      ...(options.fired === undefined ? {} : { fired: () => options.fired! }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  };
  const check: Check = {
    id: "c",
    claim: "It holds",
    run: () => run(runs.at(-1)!, runs.filter((who) => who === "learner").length),
  };
  const openers = { open: opener("learner"), openControl: opener("reference") };
  const { verdict } = await runCheck(LAB, check, { ...openers, ...options });
  return { verdict, runs };
}

const broken = () => Promise.reject(new TypeError("Cannot convert object to primitive value"));

Deno.test("what breaks the check with the learner's code alone, twice, is the learner's failure", async () => {
  const { verdict, runs } = await verdictOf((who) =>
    who === "learner" ? broken() : Promise.resolve(pass())
  );
  assertEquals(runs, ["learner", "reference", "learner"]);
  assertEquals(verdict.verdict, "fail");
  if (verdict.verdict !== "fail") return;
  assertEquals(verdict.anomaly, "unusable answer");
  assertStringIncludes(verdict.happened, "Cannot convert object");
  assertStringIncludes(verdict.happened, "what its docstring says");
});

Deno.test("what breaks the check with the reference solution too stays undecided", async () => {
  const { verdict, runs } = await verdictOf(broken);
  assertEquals([verdict.verdict, runs], ["inconclusive", ["learner", "reference"]]);
});

Deno.test("what broke once only does not count: the second run's verdict does", async () => {
  const { verdict } = await verdictOf((who, tries) =>
    who === "learner" && tries === 1 ? broken() : Promise.resolve(pass())
  );
  assertEquals(verdict.verdict, "pass");
});

Deno.test("a check without an end, which ends with the reference solution, has failed", async () => {
  const { verdict, runs } = await verdictOf(
    (who) => who === "learner" ? new Promise(() => {}) : Promise.resolve(pass()),
    { checkLimitMs: 500 },
  );
  assertEquals(runs, ["learner", "reference"]);
  assertEquals(verdict.verdict === "fail" && verdict.anomaly, TOO_SLOW);
});

Deno.test("a check without an end is undecided if the reference solution needs more than half its time", async () => {
  const stop = new AbortController();
  const passedAfter = (ms: number) => systemClock.sleep(ms, stop.signal).then(() => pass());
  const { verdict, runs } = await verdictOf(
    (who) => who === "learner" ? new Promise(() => {}) : passedAfter(150),
    { checkLimitMs: 200 },
  );
  stop.abort();
  assertEquals(runs, ["learner", "reference"]);
  if (verdict.verdict !== "inconclusive") throw new Error("It must be undecided");
  assertStringIncludes(verdict.why, "the machine is too busy to judge");
});

const TIMED = ["endless loop", "promise never settled"] as const;

function failed(kind: SubjectFailureKind): Promise<never> {
  return Promise.reject(new SubjectFailure(kind, "place() did not answer"));
}

for (const kind of TIMED) {
  Deno.test(`code that misses a time limit has failed if the reference solution keeps it: ${kind}`, async () => {
    for (const asks of [true, false]) {
      const { verdict, runs } = await verdictOf(
        (who) => who === "learner" ? failed(kind) : Promise.resolve(pass()),
        { asks },
      );
      assertEquals(runs, ["learner", "reference"]);
      assertEquals(verdict.verdict === "fail" && verdict.anomaly, kind);
    }
  });

  Deno.test(`code that misses a time limit is undecided if the reference solution misses it too: ${kind}`, async () => {
    const { verdict, runs } = await verdictOf(() => failed(kind));
    assertEquals(runs, ["learner", "reference"]);
    if (verdict.verdict !== "inconclusive") throw new Error("It must be undecided");
    assertStringIncludes(verdict.why, "the machine is too busy to judge");
  });
}

Deno.test("a time limit that the check was not told of needs the reference solution as well", async () => {
  const subjects = [{ output: "", failure: new SubjectFailure("endless loop", "It loops") }];
  const opener = (found: Partial<OpenContext>) => (): Promise<OpenContext> =>
    Promise.resolve({
      context: {} as CheckContext,
      subjects: [],
      [Symbol.asyncDispose]: () => Promise.resolve(),
      ...found,
    });
  const run = () =>
    Promise.resolve(fail({ happened: "Nothing came", anomaly: "loss", evidence: {} }));
  const { verdict } = await runCheck(LAB, { id: "c", claim: "It comes", run }, {
    open: opener({ subjects: subjects as unknown as Subject[] }),
    openControl: opener({}),
  });
  assertEquals(verdict.verdict, "inconclusive");
});

Deno.test("what fails by itself fails at once, without the reference solution", async () => {
  const { verdict, runs } = await verdictOf(() => failed("process ended"));
  assertEquals([verdict.verdict, runs], ["fail", ["learner"]]);
});

Deno.test("nobody's code is tried again where it was not asked, or the surroundings lack something", async () => {
  const gone = () => Promise.reject(new WorkshopError("No broker answers", { code: "GONE" }));
  assertEquals((await verdictOf(gone, { asks: false })).runs, ["learner"]);
  const open = () => Promise.reject(new InconclusiveError("The fault did not fire", "Try again"));
  const { verdict, runs } = await verdictOf(open);
  assertEquals([verdict.verdict, runs], ["inconclusive", ["learner"]]);
});

Deno.test("a failure names the faults that fired, unless the check has named one itself", async () => {
  const failing = { happened: "It is lost", anomaly: "loss", evidence: {} };
  const fired = ["answers were lost (hit 2 requests)", "b", "c", "d"];
  const { verdict } = await verdictOf(() => Promise.resolve(fail(failing)), { fired });
  assertEquals(
    verdict.verdict === "fail" && verdict.fault,
    "answers were lost (hit 2 requests); b; c; 1 more",
  );
  const own = await verdictOf(() => Promise.resolve(fail({ ...failing, fault: "its own" })), {
    fired,
  });
  assertEquals(own.verdict.verdict === "fail" && own.verdict.fault, "its own");
});

Deno.test("a message that quotes megabytes is cut", async () => {
  const text = "x".repeat(3_000_000);
  const failing = { happened: text, anomaly: "flood", evidence: { text, offset: 1n } };
  const { verdict } = await verdictOf(() => Promise.resolve(fail(failing)));
  if (verdict.verdict !== "fail") throw new Error("It must fail");
  assertEquals([verdict.happened.length, String(verdict.evidence["text"]).length], [2001, 401]);
  assertEquals(verdict.evidence["offset"], 1n);
});
