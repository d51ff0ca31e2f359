import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { pass } from "./check.ts";
import { choiceOf, withPrediction } from "./predictions.ts";
import {
  afterVerdict,
  type LabProgress,
  ProgressFile,
  type Receipt,
  receiptFacts,
  statusOf,
} from "./progress.ts";

const RECEIPT: Receipt = {
  passedAtMs: 1,
  seed: "abc",
  taskHash: "h1",
  cluster: { kind: "embedded", version: "0.1.0", id: "embedded-1" },
  facts: {},
};
const NOTHING: LabProgress = { attempts: 0, hintsSeen: 0, revealed: false, predictions: [] };

async function inFolder(body: (path: string) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.makeTempDir({ dir: ".runs" });
  try {
    await body(`${folder}/progress.json`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("progress survives the process and begins empty", async () => {
  await inFolder(async (path) => {
    assertEquals(await new ProgressFile(path).read("01"), NOTHING);
    await new ProgressFile(path).update("01", (lab) => afterVerdict(lab, RECEIPT));
    await new ProgressFile(path).update("02", (lab) => ({ ...lab, hintsSeen: 2 }));
    const again = new ProgressFile(path);
    assertEquals((await again.read("01")).receipt, RECEIPT);
    assertEquals((await again.read("02")).hintsSeen, 2);
  });
});

Deno.test("a progress file that is broken is told with what to do", async () => {
  await inFolder(async (path) => {
    await Deno.writeTextFile(path, "{ not json");
    const error = await assertRejects(() => new ProgressFile(path).read("01"), ConfigError);
    assertEquals(error.message.includes("delete it to begin anew"), true);
  });
});

Deno.test("an edit after the pass makes the receipt stale, and undoing it makes it good again", () => {
  const passed = afterVerdict(NOTHING, RECEIPT);
  assertEquals(statusOf(NOTHING, { hash: "h0", pristine: true }), "not started");
  assertEquals(statusOf(NOTHING, { hash: "h1", pristine: false }), "in progress");
  assertEquals(statusOf(passed, { hash: "h1", pristine: false }), "passed");
  assertEquals(statusOf(passed, { hash: "h2", pristine: false }), "stale");
});

Deno.test("a fail counts as an attempt and takes no receipt away", () => {
  const after = afterVerdict(afterVerdict(NOTHING, RECEIPT), undefined);
  assertEquals(after.attempts, 2);
  assertEquals(after.receipt, RECEIPT);
});

Deno.test("a receipt keeps offsets as text, since JSON has no bigint", () => {
  const result = { id: "at", claim: "…", verdict: pass({ offset: 42n, records: 1 }), tookMs: 1 };
  assertEquals(receiptFacts([result]), { at: { offset: "42", records: 1 } });
});

Deno.test("the newest prediction of each question is kept", () => {
  const first = { id: "q", question: "How many?", predicted: "none" };
  const other = { id: "r", question: "Which?", predicted: "that" };
  assertEquals(withPrediction([first, other], { ...first, predicted: "all", seen: "some" }), [
    { ...first, predicted: "all", seen: "some" },
    other,
  ]);
});

Deno.test("a prediction is the letter or number of a choice, and anything else is none", () => {
  const choices = ["none", "some"];
  assertEquals(
    ["b\n", " A ", "2", "c", "3", "0", "", "both"].map((line) => choiceOf(line, choices)),
    [
      1,
      0,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ],
  );
});

Deno.test("two changes at once are both kept", async () => {
  await inFolder(async (path) => {
    const progress = new ProgressFile(path);
    await Promise.all([
      progress.update("01", (lab) => ({ ...lab, hintsSeen: 2 })),
      progress.update("01", (lab) => afterVerdict(lab, RECEIPT)),
      progress.update("02", (lab) => ({ ...lab, revealed: true })),
    ]);
    const { hintsSeen, receipt } = await progress.read("01");
    assertEquals([hintsSeen, receipt], [2, RECEIPT]);
    assertEquals((await progress.read("02")).revealed, true);
  });
});
