import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { waitFor } from "../../core/mod.ts";
import { accessible } from "../_axe.ts";
import { noSidewaysScroll, openPage, seen, tabTo, textOf } from "../_chromium.ts";
import { onGroups } from "./_groups_in_chromium_suite.ts";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const LOOKS = [
  { viewport: WIDE, colorScheme: "light" },
  { viewport: WIDE, colorScheme: "dark" },
  { viewport: NARROW, colorScheme: "light" },
  { viewport: NARROW, colorScheme: "dark" },
] as const;

function row(page: Page, name: string) {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
}

function dialog(page: Page) {
  return page.getByRole("dialog");
}

onGroups("groups are listed with state, trend and lag, searched and paged", {}, async (run) => {
  await run.commit("billing", 2n, 3n);
  for (let at = 0; at < 60; at++) await run.commit(`bulk-${String(at).padStart(2, "0")}`, 0n);
  await using _member = await run.join("shipping");
  await using open = await openPage(run.browser, { url: `${run.url}/groups`, viewport: WIDE });
  const { page, complaints } = open;
  await seen(page, "62 groups", ".found");
  await waitFor(async () => /stopped/.test(await row(page, "billing").innerText()), {
    what: "the state of a group without members",
  });
  assertEquals(await page.locator(".rows.groups tbody tr").count(), 50);
  await page.getByRole("button", { name: "Next" }).click();
  await seen(page, "Page 2 of 2");
  await waitFor(async () => /Stable/.test(await row(page, "shipping").innerText()), {
    what: "the group with a member",
  });
  await page.getByLabel("Search").fill("BILL");
  await seen(page, "1 group", ".found");
  await page.waitForURL(/search=BILL/);
  await page.getByLabel("Search").fill("");
  await page.getByLabel("State").selectOption("Stable");
  await seen(page, "1 group", ".found");
  await page.getByLabel("State").selectOption("");
  await page.getByLabel("Order").selectOption("lag");
  await waitFor(
    async () => /^bulk-00/.test(await page.locator(".rows.groups tbody tr").first().innerText()),
    {
      what: "the group with the most unread records first",
    },
  );
  assertEquals(complaints, []);
});

onGroups(
  "a member that joins shows at once, and the rebalance stays to be read",
  {},
  async (run) => {
    await using _one = await run.join("shipping");
    await using open = await openPage(run.browser, { url: run.pageOf("shipping"), viewport: WIDE });
    const { page, complaints } = open;
    await seen(page, "1 member", "[aria-labelledby=members-title]");
    await seen(page, "Stable", ".page-head");
    await using _two = await run.join("shipping");
    await seen(page, "2 members", "[aria-labelledby=members-title]");
    await seen(page, "came;", ".timeline");
    await waitFor(async () => !/Rebalancing/.test(await textOf(page, ".timeline")), {
      what: "the rebalance to end",
    });
    await seen(page, "2 members afterwards", ".timeline");
    // whether it was seen midway depends on when the dashboard looked
    await seen(page, "Stable", ".timeline");
    const chips = await page.locator(".members-table .chip").allInnerTexts();
    assertEquals(chips.length, 2, chips.join(", "));
    assertEquals(complaints, []);
  },
);

onGroups("offsets are reset by keyboard alone, and only as was shown before", {}, async (run) => {
  await run.commit("billing", 5n, 3n, 2n);
  await using open = await openPage(run.browser, { url: run.pageOf("billing"), viewport: WIDE });
  const { page, complaints } = open;
  await seen(page, "has read everything");
  await tabTo(page, "Reset offsets…");
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await tabTo(page, "Show what would move");
  await page.keyboard.press("Enter");
  await seen(page, "3 offsets would be set, 3 of them", "dialog");
  assertEquals(await run.committed("billing"), [5n, 3n, 2n]);
  await tabTo(page, "Move 3 offsets");
  await page.keyboard.press("Enter");
  await seen(page, "3 offsets of group billing moved", ".said");
  assertEquals(await run.committed("billing"), [0n, 0n, 0n]);
  const focused = () => page.evaluate("document.activeElement.textContent");
  await waitFor(async () => await focused() === "Reset offsets…", { what: "the focus to return" });
  await page.keyboard.press("Enter");
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  await waitFor(async () => await dialog(page).count() === 0, { what: "the dialog to close" });
  assertEquals(complaints, []);
});

onGroups("a reset goes to one partition's offset, a shift and a time", {}, async (run) => {
  await run.commit("billing", 5n, 3n, 2n);
  await using open = await openPage(run.browser, { url: run.pageOf("billing"), viewport: NARROW });
  const { page } = open;
  const fields = { offset: "Offset", shift: "Records, negative for back", time: "Time (UTC)" };
  const reset = async (way: keyof typeof fields, value: string, partitions = "") => {
    await page.getByRole("button", { name: "Reset offsets…" }).click();
    const form = dialog(page);
    await form.getByLabel("Topic").selectOption("orders");
    if (partitions !== "") await form.getByLabel("Partitions").fill(partitions);
    await form.getByLabel("Go to").selectOption(way);
    await form.getByLabel(fields[way], { exact: true }).fill(value);
    await form.getByRole("button", { name: "Show what would move" }).click();
    await form.getByRole("button", { name: /^Move \d/ }).click();
    await waitFor(async () => await form.count() === 0, { what: "the dialog to close" });
    return await run.committed("billing");
  };
  assertEquals(await reset("offset", "1", "0, 1-1"), [1n, 1n, 2n]);
  assertEquals(await reset("shift", "-1"), [0n, 0n, 1n]);
  assertEquals(await reset("time", "2099-01-01T00:00"), [5n, 3n, 2n]);
  await page.getByRole("button", { name: "Reset offsets…" }).click();
  await dialog(page).getByLabel("Topic").selectOption("orders");
  await dialog(page).getByLabel("Partitions").fill("zero");
  await dialog(page).getByRole("button", { name: "Show what would move" }).click();
  await seen(page, `"zero" names no partitions`, ".form-error");
});

onGroups("a reset is refused while the group has members, who are named", {}, async (run) => {
  await run.commit("billing", 5n, 3n, 2n);
  await using _member = await run.join("billing");
  await using open = await openPage(run.browser, { url: run.pageOf("billing"), viewport: WIDE });
  const { page, complaints } = open;
  await page.getByRole("button", { name: "Reset offsets…" }).click();
  await dialog(page).getByRole("button", { name: "Show what would move" }).click();
  await seen(
    page,
    "can't be moved while it has members: stop them first (kafka-workshop at",
    "dialog",
  );
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Delete group…" }).click();
  await dialog(page).getByRole("button", { name: "Delete group" }).click();
  await seen(page, "can't be deleted while it has members", "dialog");
  // the browser itself tells of an answer with such a status
  assertEquals(complaints.filter((text) => !/status of 409/.test(text)), []);
  assertEquals(await run.committed("billing"), [5n, 3n, 2n]);
});

onGroups("a topic's offsets are forgotten, then the group is deleted", {}, async (run) => {
  await run.commit("billing", 5n, 3n, 2n);
  await using admin = await run.kafka.admin();
  await admin.createTopics([{ name: "refunds", partitions: 1 }]);
  await admin.commitOffsets("billing", [{ topic: "refunds", partition: 0, offset: 0n }]);
  await using open = await openPage(run.browser, { url: run.pageOf("billing"), viewport: WIDE });
  const { page, complaints } = open;
  await page.getByRole("button", { name: "Forget offsets of orders…" }).click();
  await dialog(page).getByRole("button", { name: "Forget offsets" }).click();
  await seen(page, "3 offsets of topic orders were forgotten", ".said");
  assertEquals((await admin.allCommittedOffsets("billing")).map(({ topic }) => topic), ["refunds"]);
  await page.getByRole("button", { name: "Delete group…" }).click();
  await dialog(page).getByRole("button", { name: "Delete group" }).click();
  await seen(page, "Group billing was deleted", ".said");
  await seen(page, "There is no group billing");
  assertEquals(await admin.listGroups(), []);
  assertEquals(complaints, []);
});

onGroups("a dashboard that only reads offers no order", { write: false }, async (run) => {
  await run.commit("billing", 5n, 3n, 2n);
  await using open = await openPage(run.browser, { url: run.pageOf("billing"), viewport: WIDE });
  await seen(open.page, "has read everything");
  const orders = open.page.getByRole("button", { name: /Reset|Delete|Forget/ });
  assertEquals(await orders.count(), 0);
});

onGroups("names of groups, topics and clients are text, never markup", {}, async (run) => {
  const evil = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>"'\u202e`;
  await run.commit(evil, 1n);
  for (const { viewport, colorScheme } of LOOKS.slice(1, 3)) {
    for (const url of [`${run.url}/groups`, run.pageOf(evil)]) {
      await using open = await openPage(run.browser, { url, viewport, colorScheme });
      const { page, complaints } = open;
      await seen(page, "<script>globalThis.ran=1</script>", "main");
      await noSidewaysScroll(page);
      assertEquals(await page.evaluate("globalThis.ran"), undefined);
      assertEquals(await page.locator("main img, main script").count(), 0);
      assertEquals(complaints, []);
    }
  }
});

onGroups(
  "axe finds nothing on the groups' pages, wide and narrow, light and dark",
  {},
  async (run) => {
    await run.commit("billing", 2n, 3n);
    await using _one = await run.join("shipping");
    for (const look of LOOKS) {
      const what = `${look.viewport.width} ${look.colorScheme}`;
      await using open = await openPage(run.browser, {
        url: `${run.url}/groups`,
        reducedMotion: "reduce",
        ...look,
      });
      const { page, complaints } = open;
      await seen(page, "2 groups", ".found");
      await accessible(page, `list ${what}`);
      await noSidewaysScroll(page);
      await page.getByRole("link", { name: "shipping" }).click();
      await seen(page, "1 member");
      await accessible(page, `group ${what}`);
      await noSidewaysScroll(page);
      await page.goto(run.pageOf("billing"));
      await page.getByRole("button", { name: "Reset offsets…" }).click();
      await dialog(page).getByRole("button", { name: "Show what would move" }).click();
      await seen(page, "would be set", "dialog");
      await accessible(page, `reset ${what}`);
      await noSidewaysScroll(page);
      assertEquals(complaints, [], what);
    }
  },
);

onGroups("a cluster that goes away is told, and the last figures stay", {}, async (run) => {
  await run.commit("billing", 2n, 3n);
  await using open = await openPage(run.browser, { url: run.pageOf("billing"), viewport: WIDE });
  const { page } = open;
  await seen(page, "3 records are unread");
  await run.cluster.close();
  await seen(page, "No fresh figures", ".page-head");
  assertStringIncludes(await textOf(page, "main"), "3 records are unread");
});

onGroups("a picture of a group can be taken", {}, async (run) => {
  await run.commit("shipping", 3n, 3n);
  await using _one = await run.join("shipping");
  await using open = await openPage(run.browser, {
    url: run.pageOf("shipping"),
    viewport: WIDE,
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  const { page } = open;
  await seen(page, "1 member", "[aria-labelledby=members-title]");
  await using _two = await run.join("shipping");
  await seen(page, "2 members afterwards", ".timeline");
  const picture = await page.screenshot({ fullPage: true });
  assert(picture.length > 30_000);
  if (Deno.args.includes("--pictures")) {
    await Deno.mkdir("docs/pictures", { recursive: true });
    await Deno.writeFile("docs/pictures/groups.png", picture);
  }
});
