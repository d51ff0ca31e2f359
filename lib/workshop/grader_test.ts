import { assertEquals, assertStringIncludes } from "@std/assert";
import { InconclusiveError, WorkshopError } from "../core/mod.ts";
import { type Check, pass } from "./check.ts";
import type { CheckContext } from "./context.ts";
import type { OpenContext } from "./check_run.ts";
import { grade } from "./grader.ts";
import { Subject } from "./subject.ts";
import { SubjectFailure } from "./subject_failure.ts";

const LAB = {
  number: "90",
  name: "sample",
  title: "A sample",
  misconception: "…",
  documents: ["A"],
  cluster: { brokers: 1 },
  minutes: 1,
} as const;

function opened(subjects: Subject[] = []): OpenContext {
  return {
    context: {} as CheckContext,
    subjects,
    async [Symbol.asyncDispose]() {
      for (const subject of subjects) await subject[Symbol.asyncDispose]();
    },
  };
}

async function verdictOf(run: Check["run"], open = () => Promise.resolve(opened())) {
  const { results } = await grade(LAB, [{ id: "c", claim: "It holds", run }], { seed: "s", open });
  return results[0]!.verdict;
}

Deno.test("learner code that misbehaves has failed, and the message is the anomaly's", async () => {
  const verdict = await verdictOf(() => {
    throw new SubjectFailure("endless loop", "f() never came to rest", { at: "tasks/90.ts:3" });
  });
  assertEquals(verdict, {
    verdict: "fail",
    happened: "f() never came to rest",
    anomaly: "endless loop",
    evidence: { task: "tasks/90.ts:3" },
  });
});

Deno.test("code that never answers is asked once, not in each check", async () => {
  const asked: string[] = [];
  const check = (id: string): Check => ({
    id,
    claim: "It answers",
    run() {
      asked.push(id);
      throw new SubjectFailure("endless loop", "f() never came to rest");
    },
  });
  const open = () => Promise.resolve(opened());
  const { results, verdict } = await grade(LAB, [check("a"), check("b")], { seed: "s", open });
  assertEquals(asked, ["a"]);
  assertEquals(results.map((result) => result.verdict.verdict), ["fail", "inconclusive"]);
  assertEquals(verdict, "fail");
});

Deno.test("whatever else is thrown is not the learner's fault", async () => {
  const environment = await verdictOf(() => {
    throw new WorkshopError("No broker answers", { code: "NOT_ANSWERING" });
  });
  assertEquals(environment.verdict, "inconclusive");
  const fault = await verdictOf(() => {
    throw new InconclusiveError("The fault did not fire", "Try again");
  });
  assertEquals(fault, {
    verdict: "inconclusive",
    why: "The fault did not fire",
    remedy: "Try again",
  });
  const noContext = await verdictOf(
    () => Promise.resolve(pass()),
    () => Promise.reject(new Error("Deno is missing")),
  );
  assertEquals(noContext.verdict, "inconclusive");
});

Deno.test("a check without an end is undecided, and the next one still runs", async () => {
  const checks: Check[] = [
    { id: "stuck", claim: "It ends", run: () => new Promise(() => {}) },
    { id: "next", claim: "It runs", run: () => Promise.resolve(pass()) },
  ];
  const open = () => Promise.resolve(opened());
  const { results, verdict } = await grade(LAB, checks, { seed: "s", open, checkLimitMs: 10 });
  assertEquals(results.map((result) => result.verdict.verdict), ["inconclusive", "pass"]);
  assertEquals(verdict, "inconclusive");
});

Deno.test("a rejection that nobody awaited spoils a pass even after the last answer", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  try {
    await Deno.writeTextFile(
      `${folder}/task.ts`,
      `export function f(later: Promise<void> & (() => Promise<void>)) { void later(); }`,
    );
    const subject = await Subject.start({ task: `file://${folder}/task.ts` });
    const { promise, resolve } = Promise.withResolvers<void>();
    const verdict = await verdictOf(async () => {
      const later = async () => {
        await promise;
        throw new Error("refused");
      };
      await subject.call("f", [later]);
      resolve();
      await subject.call("f", [() => {}]).catch(() => {});
      return pass();
    }, () => Promise.resolve(opened([subject])));
    assertEquals(verdict.verdict, "fail");
    if (verdict.verdict === "fail") assertStringIncludes(verdict.happened, "nobody awaited");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
