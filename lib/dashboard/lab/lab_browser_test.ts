import { assertEquals } from "@std/assert";
import { systemClock, waitFor } from "../../core/mod.ts";
import { openRunBroadcast, Screen } from "../../workshop/mod.ts";
import { openPage, seen } from "../_chromium.ts";
import { inAllLooks } from "../_looks.ts";
import { inChromiumOnCluster } from "../_on_cluster_suite.ts";

const WIDE = { width: 1280, height: 900 };
const EVIL = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>`;

/** A run as any lab makes one, by what its screen shows; two of one millisecond have no order. */
function labRun({ laterMs = 0 } = {}) {
  const clock = { ...systemClock, now: () => systemClock.now() + laterMs };
  const run = openRunBroadcast({ command: "lab", labs: ["04"], seed: "c0ffee" }, { clock });
  const screen = new Screen({ write() {}, onShown: run.onShown });
  return { id: run.id!, screen, [Symbol.dispose]: () => run[Symbol.dispose]() };
}

function showAll(screen: Screen): void {
  screen.heading("Lab 04: Consumer groups");
  screen.say("Three members share three partitions, and a fourth one idles");
  screen.table(
    [{ title: "member" }, { title: "offset", align: "right" }],
    [["cora", 9007199254740993n], ["dan", 7]],
  );
  screen.bars([{ label: "2 members", value: 123 }, { label: "3 members", value: 248 }], {
    unit: " records/s",
  });
  screen.timeline([{
    label: "partition 1",
    marks: [{ atMs: 0, untilMs: 6015, text: "unread" }, { atMs: 6020, text: "dan reads on" }],
  }]);
  screen.strip([{ label: "partition 0", cells: ["a1", "a2", "b1"] }]);
  screen.lines(["│ what the learner printed"]);
  const check = (id: string, verdict: "pass" | "fail" | "inconclusive", details: string[]) =>
    screen.show({ kind: "check", id, claim: `Claim of ${id}`, verdict, details, tookMs: 12 }, []);
  check("complete", "pass", []);
  check("balanced", "fail", [
    "Cora got three partitions, dan none",
    "replay    deno task verify 04 --seed c0ffee",
  ]);
  check("sticky", "inconclusive", ["The fault did not fire"]);
  const verdict = { lab: "04", verdict: "fail", text: "Lab 04 not passed yet" } as const;
  screen.show({ kind: "verdict", ...verdict }, []);
}

inChromiumOnCluster("a lab that runs is watched live, to its end", {}, async (run) => {
  const lab = labRun();
  const url = `${run.dashboard.url}/lab?run=${lab.id}`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page, complaints } = open;
  await seen(page, "deno task lab:04");
  await seen(page, "Running");
  lab.screen.say("Each record takes a member 10 ms");
  await seen(page, "Each record takes a member 10 ms", ".run-log");
  showAll(lab.screen);
  for (
    const text of [
      "9007199254740993",
      "248 records/s",
      "6,020 ms dan reads on",
      "b1",
      "│ what the learner printed",
      "Claim of complete holds, 12 ms",
      "Claim of balanced does not hold",
      "Claim of sticky undecided",
      "deno task verify 04 --seed c0ffee",
      "Lab 04 not passed yet",
    ]
  ) await seen(page, text, ".run-log");
  lab[Symbol.dispose]();
  await seen(page, "Ended");
  assertEquals(await page.getByRole("log").getByRole("table").count(), 1);
  assertEquals(complaints, []);
});

inChromiumOnCluster("what a run shows is text, never run", {}, async (run) => {
  using lab = labRun();
  lab.screen.heading(EVIL);
  lab.screen.say(EVIL);
  lab.screen.table([{ title: EVIL }], [[EVIL]]);
  lab.screen.bars([{ label: EVIL, value: 1, note: EVIL }], { unit: EVIL });
  lab.screen.timeline([{ label: EVIL, marks: [{ atMs: 1, text: EVIL }] }]);
  lab.screen.strip([{ label: EVIL, cells: [EVIL] }]);
  lab.screen.show({
    kind: "check",
    id: EVIL,
    claim: EVIL,
    verdict: "fail",
    details: [EVIL],
    tookMs: 1,
  }, []);
  const url = `${run.dashboard.url}/lab?run=${lab.id}`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page, complaints } = open;
  await waitFor(async () => await page.locator(".run-log .run-check").count() === 1, {
    what: "the last piece",
  });
  for (
    const place of [
      ".run-heading",
      ".run-table th",
      ".bar-label",
      ".time-marks",
      ".cells",
      ".run-check",
      ".run-lines",
    ]
  ) {
    await seen(page, "<script>globalThis.ran=1</script>", `.run-log ${place}`);
  }
  assertEquals(await page.evaluate("globalThis.ran"), undefined);
  assertEquals(await page.locator("main img, main script").count(), 0);
  assertEquals(complaints, []);
});

inChromiumOnCluster("the page of the labs fits and hinders nobody", {}, async (run) => {
  using lab = labRun();
  showAll(lab.screen);
  await inAllLooks(run.browser, {
    url: `${run.dashboard.url}/lab?run=${lab.id}`,
    picture: "lab",
    async ready(page) {
      await seen(page, "Lab 04 not passed yet");
      await seen(page, "of 17 passed");
    },
  });
});

inChromiumOnCluster("a run is chosen and read by keyboard alone", {}, async (run) => {
  using first = labRun();
  first.screen.say("This is the first one");
  using second = labRun({ laterMs: 1 });
  for (let line = 0; line < 200; line++) second.screen.say(`Line ${line}`);
  const url = `${run.dashboard.url}/lab?run=${first.id}`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page } = open;
  await seen(page, "This is the first one");
  const focused = (what: string) => page.evaluate(`document.activeElement.${what}`);
  for (let count = 0; count < 40 && await focused("tagName") !== "SELECT"; count++) {
    await page.keyboard.press("Tab");
  }
  assertEquals(await focused("tagName"), "SELECT");
  // Labs that run beside this test may be newer, and stand above both.
  const choice = page.getByLabel("Run", { exact: true });
  for (let count = 0; count < 30 && await choice.inputValue() !== second.id; count++) {
    await page.keyboard.press("ArrowUp");
  }
  await page.waitForURL((url) => url.href.endsWith(second.id!));
  await seen(page, "Line 199", ".run-log");
  await page.keyboard.press("Tab");
  assertEquals(await focused("getAttribute('role')"), "log");
  const top = () => page.evaluate("document.querySelector('.run-log').scrollTop");
  await waitFor(async () => await top() as number > 0, { what: "the log to stay at its end" });
  await page.keyboard.press("Home");
  await waitFor(async () => await top() === 0, { what: "the log's beginning" });
});
