import { assertEquals, assertStringIncludes } from "@std/assert";
import { hashOf, LabFiles, ProgressFile, Screen } from "../../workshop/mod.ts";
import { showSolution } from "./show_solution.ts";

const LAB = {
  number: "90",
  name: "sample",
  title: "A sample",
  misconception: "…",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 1,
} as const;

interface Course {
  readonly progress: ProgressFile;
  /** What showing the solution printed, and its exit code. */
  ask(reveal: boolean): Promise<readonly [code: number, text: string]>;
}

async function withCourse(body: (course: Course) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  try {
    for (const path of ["tasks", "solutions", "labs/90_sample"]) {
      await Deno.mkdir(`${folder}/${path}`, { recursive: true });
    }
    await Deno.writeTextFile(`${folder}/tasks/90_sample.ts`, "mine");
    await Deno.writeTextFile(`${folder}/labs/90_sample/stub.ts`, "stub");
    await Deno.writeTextFile(`${folder}/solutions/90_sample.ts`, "the reference\n");
    const files = new LabFiles(LAB, new URL(`file://${folder}/`));
    const progress = new ProgressFile(`${folder}/progress.json`);
    await body({
      progress,
      async ask(reveal) {
        const lines: string[] = [];
        const screen = new Screen({ write: (line) => lines.push(line) });
        return [await showSolution(files, progress, screen, reveal), lines.join("\n")];
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("before a pass the solution is shown only when that is asked for, which is kept", async () => {
  await withCourse(async ({ ask, progress }) => {
    const [refused, text] = await ask(false);
    assertEquals([refused, text.includes("the reference")], [1, false]);
    assertStringIncludes(text, "--reveal shows the");
    assertEquals((await progress.read("90")).revealed, false);
    const [code, shown] = await ask(true);
    assertEquals([code, shown.includes("the reference")], [0, true]);
    assertEquals((await progress.read("90")).revealed, true);
    assertEquals((await ask(false))[0], 0);
  });
});

Deno.test("after a pass the solution is shown, and nothing is held against the learner", async () => {
  await withCourse(async ({ ask, progress }) => {
    const receipt = {
      passedAtMs: 0,
      seed: "s",
      taskHash: await hashOf("mine"),
      cluster: { kind: "embedded", version: "0", id: "x" },
      facts: {},
    };
    await progress.update("90", (before) => ({ ...before, attempts: 1, receipt }));
    assertEquals((await ask(false))[0], 0);
    assertEquals((await ask(true))[0], 0);
    assertEquals((await progress.read("90")).revealed, false);
  });
});
