import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { openPage, seen, textOf } from "../_chromium.ts";
import { inAllLooks } from "../_looks.ts";
import { type ClusterRun, inChromiumOnCluster } from "../_on_cluster_suite.ts";

const WIDE = { width: 1280, height: 900 };
const OPEN = { write: true, classroom: {} } as const;

async function report(
  { dashboard }: ClusterRun,
  name: string,
  verdicts: Readonly<Record<string, string>>,
): Promise<number> {
  const results = Object.entries(verdicts)
    .map(([lab, verdict]) => ({ lab, verdict, atMs: Date.now(), tookMs: 812 }));
  const response = await fetch(dashboard.reportUrl!, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, results }),
  });
  await response.body?.cancel();
  return response.status;
}

inChromiumOnCluster(
  "results stand on the board as soon as they come, in marks and in words",
  OPEN,
  async (run) => {
    const url = `${run.dashboard.url}/classroom`;
    await using open = await openPage(run.browser, { url, viewport: WIDE });
    const { page, complaints } = open;
    await seen(page, `deno task verify --report ${run.dashboard.reportUrl} --name NAME`);
    await seen(page, "Nobody has reported yet");
    assertEquals(
      await report(run, "Ada", { "01": "pass", "02": "fail", "16": "inconclusive" }),
      200,
    );
    const row = page.getByRole("row", { name: /^Ada/ });
    await row.waitFor();
    const cell = (at: number) => row.getByRole("cell").nth(at);
    for (
      const [at, words] of [[0, "passed, "], [1, "not passed yet, "], [15, "undecided, "]] as const
    ) {
      await waitFor(async () => (await cell(at).textContent())!.includes(words), { what: words });
    }
    assertEquals((await cell(0).innerText()).startsWith("✓"), true);
    await seen(page, "Last change");
    await report(run, "Ada", { "02": "pass" });
    await report(run, "Bo", { "01": "fail" });
    await seen(page, "2 learners, 2 passes", "#board-summary");
    await seen(page, "Bo, lab 01 The first record: not passed yet");
    assertEquals(await textOf(page, ".board tfoot td"), "1");
    assertEquals(complaints, []);
  },
);

inChromiumOnCluster("the board comes back when the page is loaded anew", OPEN, async (run) => {
  await report(run, "Ada", { "01": "pass" });
  const url = `${run.dashboard.url}/classroom`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  await seen(open.page, "Ada", ".board");
  await open.page.reload();
  await seen(open.page, "Ada", ".board");
});

inChromiumOnCluster(
  "a learner is taken off the board by keyboard, after a question",
  OPEN,
  async (run) => {
    await report(run, "Ada", { "01": "pass" });
    await report(run, "Rude name", { "01": "pass", "02": "pass" });
    const url = `${run.dashboard.url}/classroom`;
    await using open = await openPage(run.browser, { url, viewport: WIDE });
    const { page, complaints } = open;
    const remove = page.getByRole("button", { name: "remove Rude name from the board" });
    await remove.press("Enter");
    await seen(page, "All results of Rude name are deleted", "dialog");
    await page.keyboard.press("Escape");
    await waitFor(async () => await page.locator("dialog").count() === 0, { what: "no dialog" });
    await remove.press("Enter");
    await page.locator("dialog").getByRole("button", { name: "Take off the board" }).press("Enter");
    await waitFor(async () => !(await textOf(page, ".board")).includes("Rude"), {
      what: "the board without that learner",
    });
    await seen(page, "Ada", ".board");
    assertEquals(complaints, []);
  },
);

inChromiumOnCluster("the board of a class fits and hinders nobody", OPEN, async (run) => {
  const names = [
    "Ada Lovelace",
    "Bo",
    "Ömer Y",
    "Zoë O’Brien",
    "Wolfeschlegelsteinhausenbergerdorffwelch",
    "Łucja",
    "Håkon",
  ];
  const verdicts = ["pass", "pass", "fail", "pass", "inconclusive"];
  for (const [at, name] of names.entries()) {
    const labs = Array.from({ length: 4 + 2 * at }, (_, lab) => String(lab + 1).padStart(2, "0"));
    const given = labs.map((lab, index) => [lab, verdicts[(at + index) % 5]!]);
    assertEquals(await report(run, name, Object.fromEntries(given)), 200);
  }
  await inAllLooks(run.browser, {
    url: `${run.dashboard.url}/classroom`,
    picture: "classroom",
    ready: (page) => seen(page, "7 learners", "#board-summary"),
  });
});

inChromiumOnCluster("a board of sixty learners is shown whole", OPEN, async (run) => {
  for (let from = 0; from < 60; from += 20) {
    const posts = Array.from(
      { length: 20 },
      (_, at) => report(run, `Learner ${from + at}`, { "01": "pass" }),
    );
    await Promise.all(posts);
  }
  const url = `${run.dashboard.url}/classroom`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  await seen(open.page, "60 learners, 60 passes", "#board-summary");
});

inChromiumOnCluster("without a classroom the page says how to open one", {}, async (run) => {
  await inAllLooks(run.browser, {
    url: `${run.dashboard.url}/classroom`,
    ready: (page) => seen(page, "deno task dashboard --classroom 0.0.0.0:8090"),
  });
});
