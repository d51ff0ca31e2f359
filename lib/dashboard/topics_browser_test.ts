import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { waitFor } from "../core/mod.ts";
import type { Kafka } from "../kafka/mod.ts";
import { accessible } from "./_axe.ts";
import { noSidewaysScroll, openPage, seen, tabTo } from "./_chromium.ts";
import { inChromiumOnCluster } from "./_on_cluster_suite.ts";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const LOOKS = [
  { viewport: WIDE, colorScheme: "light" },
  { viewport: WIDE, colorScheme: "dark" },
  { viewport: NARROW, colorScheme: "light" },
  { viewport: NARROW, colorScheme: "dark" },
] as const;
/** With `--pictures` the pages' pictures are taken for the docs. */
const pictures = Deno.args.includes("--pictures");

async function write(kafka: Kafka, topic: string, counts: readonly number[]): Promise<void> {
  await using producer = await kafka.producer();
  for (const [partition, count] of counts.entries()) {
    const records = Array.from({ length: count }, (_, at) => ({
      value: new TextEncoder().encode(`value ${at}`),
    }));
    if (count > 0) await producer.produce({ topic, partition, records });
  }
}

/** Topics as a small shop may have them. */
async function shop(kafka: Kafka): Promise<void> {
  await using admin = await kafka.admin();
  await admin.createTopics([
    { name: "orders", partitions: 4, config: { "retention.ms": "86400000" } },
    { name: "payments", partitions: 2 },
    { name: "shipments", partitions: 3 },
  ]);
  await write(kafka, "orders", [180, 120, 150, 90]);
  await write(kafka, "payments", [40, 35]);
  await admin.deleteRecords([{ topic: "orders", partition: 0, offset: 30n }]);
  const commit = (groupId: string, offsets: readonly bigint[]) =>
    admin.commitOffsets(
      groupId,
      offsets.map((offset, partition) => ({ topic: "orders", partition, offset })),
    );
  await commit("billing", [170n, 120n, 130n, 90n]);
  await commit("reports", [60n, 20n, 80n, 45n]);
}

inChromiumOnCluster("topics look right and hinder nobody, wide and narrow, light and dark", {
  write: true,
}, async ({ kafka, dashboard, browser }) => {
  await shop(kafka);
  for (const look of LOOKS) {
    const what = `${look.viewport.width} ${look.colorScheme}`;
    const url = `${dashboard.url}/topics`;
    await using open = await openPage(browser, { url, ...look, reducedMotion: "reduce" });
    const { page, complaints } = open;
    await seen(page, "most in orders: 510");
    await seen(page, "shipments");
    await accessible(page, `the list, ${what}`);
    await noSidewaysScroll(page);
    if (pictures && look === LOOKS[0]) await picture(page, "topics");
    await page.getByRole("link", { name: "orders" }).click();
    await seen(page, "live, ");
    await page.getByRole("button", { name: "Show groups and lag" }).click();
    await page.getByRole("button", { name: "Show settings" }).click();
    await seen(page, "reports", ".readers");
    await seen(page, "retention.ms", ".settings");
    await accessible(page, `a topic, ${what}`);
    await noSidewaysScroll(page);
    if (pictures && look === LOOKS[0]) await picture(page, "topic");
    for (const dialog of ["Delete records", "Delete topic", "Add partitions"]) {
      await page.getByRole("button", { name: dialog }).click();
      await page.getByRole("dialog").waitFor();
      await accessible(page, `${dialog}, ${what}`);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    assertEquals(complaints, [], what);
  }
});

async function picture(page: Page, name: string): Promise<void> {
  await Deno.mkdir("docs/pictures", { recursive: true });
  await Deno.writeFile(`docs/pictures/${name}.png`, await page.screenshot({ fullPage: true }));
}

inChromiumOnCluster(
  "an overview of any cluster shows what it tells, and hinders nobody",
  {},
  async (
    { kafka, dashboard, browser },
  ) => {
    await shop(kafka);
    for (const look of LOOKS) {
      const url = dashboard.url;
      await using open = await openPage(browser, { url, ...look, reducedMotion: "reduce" });
      const { page, complaints } = open;
      for (const text of ["Written", "Committed", "Under-replicated", "reports", "Rule: "]) {
        await seen(page, text);
      }
      await seen(page, "Why: Nobody is in group");
      await page.locator(".chart canvas").nth(1).waitFor();
      assertEquals(await page.getByText("Dead letters").count(), 0);
      await accessible(page, `the overview, ${look.viewport.width} ${look.colorScheme}`);
      await noSidewaysScroll(page);
      if (pictures && look === LOOKS[0]) await picture(page, "overview");
      assertEquals(complaints, []);
    }
  },
);

inChromiumOnCluster(
  "a topic is made, set and deleted by the keyboard alone",
  { write: true },
  async (
    { kafka, dashboard, browser },
  ) => {
    await using admin = await kafka.admin();
    await using open = await openPage(browser, { url: `${dashboard.url}/topics`, viewport: WIDE });
    const { page, complaints } = open;
    await seen(page, "No topic is found");
    await tabTo(page, "Create topic");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("by-keyboard");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("2");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "by-keyboard" }).waitFor();
    assertEquals((await admin.describeTopic("by-keyboard")).length, 2);
    await tabTo(page, "Show settings");
    await page.keyboard.press("Enter");
    await seen(page, "retention.ms");
    await tabTo(page, "Change retention.ms");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("60000");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await seen(page, "this topic", ".settings");
    const settings = await admin.topicSettings("by-keyboard");
    assertEquals(settings.find(({ name }) => name === "retention.ms")?.value, "60000");
    await page.evaluate("document.getElementById('main').focus()");
    await tabTo(page, "Delete topic");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    assert(
      await page.getByRole("dialog").getByRole("button", { name: "Delete topic" }).isDisabled(),
    );
    await page.getByLabel("Type the topic's name").focus();
    await page.keyboard.type("by-keyboard");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Topics", exact: true, level: 1 }).waitFor();
    assertEquals(await admin.listTopics(), []);
    assertEquals(complaints, []);
  },
);

inChromiumOnCluster("the lanes move by themselves", {}, async ({ kafka, dashboard, browser }) => {
  await shop(kafka);
  const url = `${dashboard.url}/topics/shipments`;
  await using open = await openPage(browser, { url, viewport: WIDE });
  const { page } = open;
  const lane = page.locator(".live-lanes .lane").first();
  const says = (text: string) =>
    waitFor(async () => await lane.getAttribute("aria-label") === text, { what: text });
  await says("Offsets 0 to 0");
  await write(kafka, "shipments", [25]);
  await says("Offsets 0 to 25");
});

inChromiumOnCluster("a search and a page of the list are kept in the address", {}, async (
  { kafka, dashboard, browser },
) => {
  await using admin = await kafka.admin();
  const names = Array.from({ length: 120 }, (_, at) => `topic-${String(at).padStart(3, "0")}`);
  await admin.createTopics(names.map((name) => ({ name, partitions: 1 })));
  await using open = await openPage(browser, { url: `${dashboard.url}/topics`, viewport: WIDE });
  const { page } = open;
  await seen(page, "Page 1 of 3");
  await page.getByRole("button", { name: "Next" }).click();
  await seen(page, "topic-050");
  assertEquals(await page.locator(".topics tbody tr").count(), 50);
  await page.getByRole("searchbox").fill("-11");
  await seen(page, "10 of 120");
  assertEquals(new URL(page.url()).search, "?search=-11");
  await page.getByRole("link", { name: "topic-117" }).click();
  await page.getByRole("heading", { name: "topic-117" }).waitFor();
  await page.goBack();
  await seen(page, "10 of 120");
  await page.reload();
  await seen(page, "topic-119");
  assertEquals(await page.getByRole("searchbox").inputValue(), "-11");
});

inChromiumOnCluster(
  "without writes no page offers any, and an address of nothing says so",
  {},
  async (
    { kafka, dashboard, browser },
  ) => {
    await shop(kafka);
    await using open = await openPage(browser, { url: `${dashboard.url}/topics`, viewport: WIDE });
    const { page } = open;
    await seen(page, "Read-only");
    await seen(page, "payments");
    assertEquals(await page.getByRole("button", { name: "Create topic" }).count(), 0);
    await page.getByRole("link", { name: "payments" }).click();
    await page.getByRole("button", { name: "Show settings" }).click();
    await seen(page, "retention.ms");
    assertEquals(await page.getByRole("button", { name: /Delete|Change|Add/ }).count(), 0);
    await page.goto(`${dashboard.url}/topics/missing`);
    await seen(page, "There is no topic missing");
  },
);
