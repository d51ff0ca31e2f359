import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Screen, silentScreen } from "./draw/mod.ts";
import { recordGrade, standingOf } from "./grade_record.ts";
import { checkLab } from "./lab_check.ts";
import { LabFiles } from "./lab_files.ts";
import { openTarget } from "./open_target.ts";
import type { Prediction } from "./predictions.ts";
import { ProgressFile } from "./progress.ts";
import { Workbench } from "./workbench.ts";

const LAB = {
  number: "90",
  name: "echo",
  title: "An echo",
  misconception: "Walls are silent",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 1,
} as const;
const FILES = new LabFiles(LAB, new URL("./testdata/", import.meta.url));

async function withBench(
  body: (bench: Workbench) => Promise<void>,
  signal = new AbortController().signal,
): Promise<void> {
  await using bench = await Workbench.on(await openTarget(), { signal });
  await body(bench);
}

Deno.test("a solution passes, and its topics are gone afterwards", async () => {
  await withBench(async (bench) => {
    const grade = await bench.grade(FILES, { task: FILES.solution });
    assertEquals(grade.results.map((each) => each.verdict.verdict), ["pass", "pass"]);
    await using admin = await bench.target.kafka.admin();
    assertEquals((await admin.listTopics()).filter((name) => name.startsWith("lab")), []);
  });
});

Deno.test("a seed gives the same data again, and without one it is fresh", async () => {
  await withBench(async (bench) => {
    const said = async (seed?: string) => {
      const request = { task: FILES.solution, only: ["echoes"], ...(seed ? { seed } : {}) };
      const { verdict } = (await bench.grade(FILES, request)).results[0]!;
      return verdict.verdict === "pass" ? verdict.facts["said"] : undefined;
    };
    assert(await said("a") !== undefined);
    assertEquals(await said("a"), await said("a"));
    assert(await said() !== await said());
  });
});

Deno.test("lab:check finds the mutant that survives and the message that is not meant", async () => {
  await withBench(async (bench) => {
    const findings = await checkLab(bench, FILES);
    const holds = Object.fromEntries(findings.map((finding) => [finding.what, finding.holds]));
    assertEquals(holds, {
      texts: true,
      solution: true,
      stub: true,
      "mutant louder": true,
      "mutant misjudged": false,
      "mutant same": false,
    });
    const survivor = findings.find((finding) => finding.what === "mutant same");
    assertEquals(survivor?.says, "it survives");
  });
});

Deno.test("an experiment shows, asks, and puts what was seen beside the prediction", async () => {
  await withBench(async (bench) => {
    const lines: string[] = [];
    const predictions: Prediction[] = [];
    await bench.experiment(FILES, {
      task: FILES.solution,
      author: "the reference solution",
      screen: new Screen({ write: (line) => lines.push(line) }),
      asker: () => Promise.resolve(1),
      onPrediction: (prediction) => Promise.resolve(void predictions.push(prediction)),
    });
    assertEquals(lines, ["echo: yes", "", "You predicted: no", "Seen: yes"]);
    assertEquals(predictions.at(-1), {
      id: "echo",
      question: "What comes back?",
      predicted: "no",
      seen: "yes",
    });
  });
});

Deno.test("where nobody is asked, the question is shown all the same, and no prediction is told", async () => {
  await withBench(async (bench) => {
    const lines: string[] = [];
    await bench.experiment(FILES, {
      task: FILES.solution,
      author: "the reference solution",
      screen: new Screen({ write: (line) => lines.push(line) }),
    });
    assertEquals(lines, [
      ...["", "What comes back?", "  a) yes", "  b) no"],
      ...["echo: yes", "", "Seen: yes"],
    ]);
  });
});

Deno.test("an abort ends an experiment and a grading, and cleans up", async () => {
  const stop = new AbortController();
  await withBench(async (bench) => {
    const asker = () => {
      stop.abort(new DOMException("Enough", "AbortError"));
      return Promise.resolve(undefined);
    };
    const request = { task: FILES.solution, author: "you" as const, screen: silentScreen, asker };
    await assertRejects(() => bench.experiment(FILES, request), DOMException, "Enough");
    await assertRejects(() => bench.grade(FILES), DOMException, "Enough");
  }, stop.signal);
});

Deno.test("a pass leaves a receipt with offsets, seed, hash and cluster", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs" });
  try {
    const progress = new ProgressFile(`${folder}/progress.json`);
    assertEquals((await standingOf(FILES, progress)).status, "not started");
    await withBench(async (bench) => {
      const stub = await bench.grade(FILES, { task: FILES.stub });
      await recordGrade(progress, stub, await FILES.readTask(), bench.target);
      assertEquals((await standingOf(FILES, progress)).status, "in progress");
      const solution = await bench.grade(FILES, { task: FILES.solution, seed: "s" });
      await recordGrade(progress, solution, await FILES.readTask(), bench.target, 5);
    });
    const { status, progress: { attempts, receipt } } = await standingOf(FILES, progress);
    assertEquals([status, attempts], ["passed", 2]);
    assertEquals([receipt?.seed, receipt?.passedAtMs], ["s", 5]);
    assertEquals(receipt?.facts["echoes"]?.["offset"], "0");
    assertEquals(receipt?.taskHash.length, 64);
    assertStringIncludes(receipt!.cluster.id, "embedded-");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
