import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { waitFor } from "../core/mod.ts";
import { figure, inChromium, noSidewaysScroll, openPage, seen, textOf } from "./_chromium.ts";
import { startDashboard } from "./server.ts";
import type { DashboardSnapshot } from "./source.ts";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** `--picture=URL` takes the picture of a running demo; without it only the taking is tested. */
const pictured = Deno.args.find((arg) => arg.startsWith("--picture="))?.slice("--picture=".length);

inChromium("a picture of the whole page can be taken", async (run) => {
  await using open = await openPage(run.browser, {
    url: pictured ?? run.dashboard.url,
    viewport: WIDE,
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  const { page } = open;
  await seen(page, "In the last", "#throughput-summary");
  await page.locator(".chart canvas").nth(1).waitFor();
  const picture = await page.screenshot({ fullPage: true });
  assert(picture.length > 50_000);
  if (pictured !== undefined) await Deno.writeFile("docs/dashboard.png", picture);
});

inChromium("the page shows the figures and complains of nothing", async (run) => {
  const { url } = run.dashboard;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page, complaints } = open;
  await seen(page, "Live");
  for (
    const text of [
      "Embedded cluster, protocol of Apache Kafka 4.1",
      "embedded-7f3a9c1e",
      "Group event-processors keeps up",
      "consumer-2",
      "in topic DLQ",
      "Jakarta",
      "add_to_cart",
      "premium",
      "Nothing is wrong",
      "risk alerts",
    ]
  ) await seen(page, text);
  await page.locator(".chart canvas").nth(1).waitFor();
  const lane = await page.locator(".lane").first().getAttribute("aria-label");
  assert(/^Offsets 0 to [\d,]+, read up to [\d,]+, \d+ unread$/.test(lane!), lane!);
  assertStringIncludes(await textOf(page, "#throughput-summary"), "per second: produced");
  assertEquals(complaints, []);
});

inChromium("the figures move by themselves, and stand still while paused", async (run) => {
  const { url } = run.dashboard;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page } = open;
  await seen(page, "so far");
  const moved = async (from: string) => {
    await waitFor(async () => await figure(page, "Produced").innerText() !== from, {
      what: "the figures to move",
    });
  };
  await moved(await figure(page, "Produced").innerText());
  await page.keyboard.press("Tab");
  assertEquals(await page.evaluate("document.activeElement.className"), "skip");
  while (await page.evaluate("document.activeElement.className") !== "pause") {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await seen(page, "Paused", ".fresh");
  const held = await figure(page, "Produced").innerText();
  const { port } = run.dashboard;
  const server = async () => {
    const response = await fetch(`http://localhost:${port}/api/overview`);
    return (await response.json()).snapshot.atMs as number;
  };
  const later = await server() + 5000;
  await waitFor(async () => await server() > later, { what: "five more seconds" });
  assertEquals(await figure(page, "Produced").innerText(), held);
  await page.keyboard.press("Space");
  await seen(page, "Live", ".fresh");
  await moved(held);
});

inChromium("what records and names hold is shown as text, never run", async (run) => {
  const evil = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>` +
    `"'\`\${ran=1}javascript:ran=1\u202e\u0000</table>`;
  const alert = { severity: "warning", state: "firing", name: "", subject: "", why: "" } as const;
  run.source.change = (snapshot) =>
    JSON.parse(
      JSON.stringify({ ...snapshot, alerts: [{ ...alert, sinceMs: snapshot.atMs }] }),
      (key, value) =>
        typeof value === "string" && !KEPT.has(key) && !/^\d+$/.test(value) ? evil : value,
    ) as DashboardSnapshot;
  const { url } = run.dashboard;
  for (const viewport of [WIDE, NARROW]) {
    await using open = await openPage(run.browser, { url, viewport });
    const { page, complaints } = open;
    await seen(page, "<script>globalThis.ran=1</script>", ".dead");
    for (const place of [".head", ".lanes", ".alerts", ".members", ".breakdowns", ".counts"]) {
      await seen(page, "<img src=x", place);
    }
    run.source.failure = new Error(evil);
    await seen(page, "<img src=x", ".banner");
    run.source.failure = undefined;
    assertEquals(await page.evaluate("globalThis.ran"), undefined);
    assertEquals(await page.locator("main img, main script").count(), 0);
    assertEquals(complaints, []);
    await noSidewaysScroll(page);
  }
});

const KEPT = new Set(["verdict", "state", "severity"]);

inChromium("what is wrong says why: tiles, alerts, the title", async (run) => {
  run.source.change = (snapshot) => ({
    ...snapshot,
    cluster: { ...snapshot.cluster, up: false, why: "Connection refused at localhost:9092" },
    groups: snapshot.groups.map((group) => ({
      ...group,
      verdict: "stalled",
      why: "Group event-processors has not moved for 40 s",
    })),
    alerts: [{
      name: "KafkaConsumerStalled",
      subject: "event-processors",
      severity: "critical",
      state: "firing",
      sinceMs: snapshot.atMs - 90_000,
      why: "Group event-processors has not moved for 40 s",
    }],
    store: { ...snapshot.store!, up: false, why: "The file is locked" },
  });
  const { url } = run.dashboard;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page, complaints } = open;
  await seen(page, "Critical KafkaConsumerStalled", ".alerts");
  await seen(page, "(90 s)", ".alerts");
  await seen(page, "Cluster away", ".fresh");
  assertStringIncludes(await figure(page, "Brokers").innerText(), "Why: Connection refused");
  assertStringIncludes(await figure(page, "Unread").innerText(), "Why: Group event-processors");
  assertStringIncludes(await figure(page, "Stored").innerText(), "Why: The file is locked");
  await waitFor(async () => await page.title() === "(1) Kafka workshop", {
    what: "the title to count the alert",
  });
  assertEquals(complaints, []);
});

inChromium("a source that fails is told with its reason, and so is its recovery", async (run) => {
  const { url } = run.dashboard;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page } = open;
  await seen(page, "Live");
  run.source.failure = new Error("The broker at localhost:9092 is gone");
  await seen(page, "The broker at localhost:9092 is gone", ".banner");
  await seen(page, "No fresh figures", ".fresh");
  await seen(page, "Partitions and lag");
  run.source.failure = undefined;
  await seen(page, "Live", ".fresh");
  assertEquals(await page.locator(".banner").count(), 0);
});

inChromium("a server that goes away is told, and the page comes back with it", async (run) => {
  const source = run.source;
  const first = startDashboard({ port: 0, source, intervalMs: 50 });
  await using open = await openPage(run.browser, { url: first.url, viewport: WIDE });
  const { page } = open;
  await seen(page, "Live");
  await first[Symbol.asyncDispose]();
  await seen(page, "No connection", ".fresh");
  await seen(page, "the page keeps trying", ".banner");
  await using _second = startDashboard({
    port: first.port,
    explicitPort: true,
    source,
    intervalMs: 50,
  });
  await seen(page, "Live", ".fresh");
});

inChromium("offsets above 2⁵³ are shown to the last digit", async (run) => {
  run.source.change = (snapshot) => ({
    ...snapshot,
    groups: snapshot.groups.map((group) => ({
      ...group,
      totalLag: "9007199254740993",
      partitions: group.partitions.map((partition) => ({
        ...partition,
        committed: "9223372036854775806",
        end: "9223372036854775807",
        lag: "1",
      })),
    })),
  });
  const { url } = run.dashboard;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  await seen(open.page, "9,223,372,036,854,775,806", ".lag");
  await seen(open.page, "9,007,199,254,740,993", ".tiles");
  assertEquals(open.complaints, []);
});

inChromium("it fits 390 and 1280 pixels, in light and in dark", async (run) => {
  const { url } = run.dashboard;
  const backgrounds = new Map<string, unknown>();
  for (const viewport of [WIDE, NARROW]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await using open = await openPage(run.browser, { url, viewport, colorScheme });
      const { page, complaints } = open;
      await seen(page, "Live");
      await page.locator(".chart canvas").nth(1).waitFor();
      await noSidewaysScroll(page);
      const ground = await page.evaluate("getComputedStyle(document.documentElement).background");
      backgrounds.set(colorScheme, ground);
      assertEquals(complaints, []);
    }
  }
  assertNotEquals(backgrounds.get("light"), backgrounds.get("dark"));
});

inChromium("the chart follows the colour scheme and the width of the window", async (run) => {
  const { url } = run.dashboard;
  await using open = await openPage(run.browser, { url, viewport: WIDE, colorScheme: "light" });
  const { page, complaints } = open;
  await page.locator(".chart canvas").first().waitFor();
  await page.setViewportSize(NARROW);
  await waitFor(
    async () => (await page.locator(".chart canvas").first().boundingBox())!.width < 390,
    { what: "a narrow chart" },
  );
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(".chart canvas").nth(1).waitFor();
  assertEquals(await page.locator(".chart canvas").count(), 2);
  assertEquals(complaints, []);
});

inChromium("nothing moves for whoever asked for less motion", async (run) => {
  const { url } = run.dashboard;
  const animations = (page: Page) => page.evaluate("document.getAnimations().length");
  {
    await using open = await openPage(run.browser, {
      url,
      viewport: WIDE,
      reducedMotion: "reduce",
    });
    const { page } = open;
    await seen(page, "Live");
    for (let update = 0; update < 5; update++) {
      const before = await figure(page, "Produced").innerText();
      await waitFor(async () => await figure(page, "Produced").innerText() !== before, {
        what: "an update",
      });
      assertEquals(await animations(page), 0);
    }
  }
  const reducedMotion = "no-preference";
  await using open = await openPage(run.browser, { url, viewport: WIDE, reducedMotion });
  await waitFor(async () => Number(await animations(open.page)) > 0, { what: "something to move" });
});

inChromium(
  "a screen reader finds titles, tables with headers, and the chart in words",
  async (run) => {
    const { url } = run.dashboard;
    await using open = await openPage(run.browser, { url, viewport: NARROW });
    const { page } = open;
    await seen(page, "Live");
    assertEquals(await page.getByRole("heading", { level: 1 }).count(), 1);
    const table = page.getByRole("table", { name: "Lag of group event-processors" });
    assertEquals(await table.getByRole("columnheader").count(), 8);
    assertEquals(await table.getByRole("rowheader").count(), 3);
    await page.locator(".as-table summary").focus();
    await page.keyboard.press("Enter");
    await seen(page, "Produced /s", ".as-table");
    assert(await page.locator(".as-table tbody tr").count() > 0);
  },
);

inChromium("shares are of all records, also where only some values are shown", async (run) => {
  run.source.change = (snapshot) => ({
    ...snapshot,
    statistics: [{ title: "City", total: 1000, rows: [{ label: "Jakarta", count: 30 }] }],
  });
  const { url } = run.dashboard;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  await seen(open.page, "3.0 %", ".bars");
});
