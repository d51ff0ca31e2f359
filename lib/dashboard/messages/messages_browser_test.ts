import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { deadLetterOf } from "../../consumer/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { noSidewaysScroll, openPage, seen, textOf } from "../_chromium.ts";
import { inChromiumOnCluster } from "../_on_cluster_suite.ts";
import { put, record, topics } from "./_records_bench.ts";

const WIDE = { width: 1280, height: 900 };

function rows(page: Page): Promise<string[]> {
  return page.locator(".records tbody tr").allInnerTexts();
}

inChromiumOnCluster("a search shows what matches, and pages go on", {}, async (run) => {
  const { kafka, dashboard, browser } = run;
  await topics(kafka, { orders: 1 });
  await put(
    kafka,
    "orders",
    ...Array.from({ length: 60 }, (_, at) => record(`{"id":${at},"state":"fine"}`)),
    record('{"id":9223372036854775807,"state":"failed"}', { key: "k-7" }),
  );
  await using open = await openPage(browser, {
    url: `${dashboard.url}/messages`,
    viewport: WIDE,
  });
  const { page, complaints } = open;
  await page.getByLabel("Topic", { exact: true }).fill("orders");
  await page.getByLabel("Search or filter").fill("failed");
  await page.keyboard.press("Enter");
  await seen(page, "1 record;", "[role=status]");
  assertStringIncludes((await rows(page))[0]!, '{"id":9223372036854775807,"state":"failed"}');
  await page.getByLabel("Search or filter").fill("value.id < 55");
  await page.getByLabel("Begin").selectOption("earliest");
  await page.getByRole("button", { name: "Read" }).click();
  await seen(page, "50 records, oldest first");
  await page.getByRole("button", { name: "Go on" }).click();
  await seen(page, "55 records, oldest first");
  await seen(page, "that is the end of orders");
  assertEquals(new URL(page.url()).searchParams.get("filter"), "value.id < 55");
  await page.goBack();
  await seen(page, "1 record;");
  await page.getByLabel("Search or filter").fill("value.id <");
  await page.getByRole("button", { name: "Read" }).click();
  await seen(page, "The filter has nothing where a value should be");
  assertEquals(complaints.filter((text) => !text.includes("400")), []);
});

inChromiumOnCluster(
  "a cap that is reached says where, and Go on reads from there",
  {},
  async (run) => {
    const { kafka, dashboard, browser } = run;
    await topics(kafka, { orders: 1 });
    await put(kafka, "orders", ...Array.from({ length: 30 }, (_, at) => record(`${at}`)));
    await using open = await openPage(browser, {
      url: `${dashboard.url}/messages?topic=orders&from=earliest&filter=key%20%3D%20none`,
      viewport: WIDE,
    });
    const { page } = open;
    await page.route("**/api/messages/search?**", (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set("maxRecords", "20");
      return route.continue({ url: url.href });
    });
    await page.reload();
    await seen(page, "Not all was looked at: the search had read enough records (20 records");
    await seen(page, "stopped in partition 0 at offset 20");
    await page.getByRole("button", { name: "Go on" }).click();
    await seen(page, "that is the end of orders");
  },
);

inChromiumOnCluster("a record opens with all there is, by keyboard alone", {}, async (run) => {
  const { kafka, dashboard, browser } = run;
  await topics(kafka, { orders: 1 });
  const headers = { "correlation-id": "c-1", "content-type": "application/json", "note": "é" };
  await put(kafka, "orders", record('{"id":9007199254740993,"on":true}', { key: "k", headers }));
  await using open = await openPage(browser, {
    url: `${dashboard.url}/messages?topic=orders`,
    viewport: WIDE,
  });
  const { page, complaints } = open;
  const opener = page.getByRole("button", { name: "Record 0/0" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await seen(page, "orders/0/0", ".record h2");
  await seen(page, "9007199254740993", ".record .json-number");
  const panel = await textOf(page, ".record");
  for (const text of ["Content type\napplication/json", "Correlation id\nc-1", "3 headers", "é"]) {
    assertStringIncludes(panel, text);
  }
  assertEquals(await page.evaluate("document.activeElement.id"), "record-title");
  const value = page.getByRole("group", { name: "How to show the value" });
  await value.getByRole("button", { name: "Hex" }).focus();
  await page.keyboard.press("Space");
  await seen(page, "000000  7b 22 69 64", "[aria-label='Value of the record']");
  assertEquals(new URL(page.url()).searchParams.get("record"), "0-0");
  await page.getByRole("button", { name: "Close" }).focus();
  await page.keyboard.press("Enter");
  await waitFor(async () => await page.locator(".record").count() === 0, { what: "no panel" });
  const focused = "document.activeElement.getAttribute('aria-label')";
  assertEquals(await page.evaluate(focused), "Record 0/0");
  assertEquals(complaints, []);
});

inChromiumOnCluster(
  "tombstones, bytes, bad Avro and a megabyte are shown as what they are",
  {},
  async (run) => {
    const { kafka, dashboard, browser } = run;
    await topics(kafka, { odd: 1 });
    await put(
      kafka,
      "odd",
      record(null, { key: "gone" }),
      record(new Uint8Array([0xff, 0xfe, 0x41])),
      record(new Uint8Array([0, 0, 0, 0, 99, 2])),
      record(`"${"x".repeat(1_000_000)}"`),
    );
    const at = async (offset: number) => {
      const url = `${dashboard.url}/messages?topic=odd&from=earliest&record=0-${offset}`;
      return await openPage(browser, { url, viewport: WIDE });
    };
    {
      await using open = await at(0);
      await seen(open.page, "null: a tombstone, which deletes its key", ".record");
    }
    {
      await using open = await at(1);
      await seen(
        open.page,
        "Not decoded: This is not valid UTF-8. The bytes are below.",
        ".record",
      );
      await seen(open.page, "ff fe 41", ".record");
      await open.page.getByRole("button", { name: "Text" }).last().click();
      await seen(open.page, "��A", ".record");
    }
    {
      await using open = await at(2);
      await seen(open.page, "Not decoded:", ".record");
      await seen(open.page, "00 00 00 00 63 02", ".record");
    }
    {
      await using open = await at(3);
      await seen(open.page, "Only the first 65536 characters are shown", ".record");
      const download = open.page.waitForEvent("download");
      await open.page.getByRole("link", { name: "Download", exact: true }).last().click();
      const file = await Deno.readTextFile(await (await download).path());
      assertEquals(file.length, 1_000_002);
      await noSidewaysScroll(open.page);
    }
  },
);

inChromiumOnCluster(
  "a live tail shows a record soon, pauses, and counts what passed",
  {},
  async (run) => {
    const { kafka, dashboard, browser } = run;
    await topics(kafka, { orders: 1 });
    await using open = await openPage(browser, {
      url: `${dashboard.url}/messages?topic=orders&from=live&filter=value.show%20%3D%20true`,
      viewport: WIDE,
    });
    const { page, complaints } = open;
    await seen(page, "Live", ".fresh");
    await put(kafka, "orders", record('{"show":true,"n":1}'), record('{"show":false}'));
    await seen(page, '{"show":true,"n":1}', ".records");
    await seen(page, "2 came", ".tail-counts");
    assertEquals((await rows(page)).length, 1);
    await page.getByRole("button", { name: "Pause" }).focus();
    await page.keyboard.press("Enter");
    await seen(page, "Paused", ".fresh");
    await put(kafka, "orders", record('{"show":true,"n":2}'));
    await seen(page, "1 passed while paused", ".tail-counts");
    assertEquals((await rows(page)).length, 1);
    await page.getByRole("button", { name: "Resume" }).click();
    await put(kafka, "orders", record('{"show":true,"n":3}'));
    await seen(page, '"n":3', ".records");
    await page.getByRole("button", { name: "Clear" }).click();
    await seen(page, "Nothing came yet");
    assertEquals(complaints, []);
  },
);

inChromiumOnCluster("an export says what is in it before it is saved", {}, async (run) => {
  const { kafka, dashboard, browser } = run;
  await topics(kafka, { orders: 1 });
  await put(kafka, "orders", record("=cmd()"), record('{"id":9223372036854775807}'));
  await using open = await openPage(browser, {
    url: `${dashboard.url}/messages?topic=orders&from=earliest`,
    viewport: WIDE,
  });
  const { page, complaints } = open;
  for (const [name, text] of [["Export JSON", '"value":"=cmd()"'], ["Export CSV", `"'=cmd()"`]]) {
    await page.getByRole("button", { name: name! }).click();
    await seen(page, "2 records, ");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: /^Save orders\./ }).click();
    const file = await Deno.readTextFile(await (await download).path());
    assertStringIncludes(file, text!);
    assertStringIncludes(file, "9223372036854775807");
  }
  assertEquals(complaints, []);
});

inChromiumOnCluster(
  "a correlation id is followed from its producer to the dead letters",
  {},
  async (run) => {
    const { kafka, dashboard, browser } = run;
    await topics(kafka, { "orders": 1, "orders.retry.1": 1, "DLQ": 1, "other": 1 });
    const now = Date.now();
    const headers = { "correlation-id": "c-42" };
    await put(kafka, "orders", record("{}", { headers, timestampMs: now }), record("other"));
    const [first] = await Array.fromAsync(kafka.read({ topic: "orders" }));
    const story = {
      error: new TypeError("x"),
      attempts: 3,
      firstTimeMs: now,
      lastTimeMs: now + 5000,
    };
    await put(kafka, "DLQ", { ...deadLetterOf(first!, story), timestampMs: now + 5000 });
    await using open = await openPage(browser, {
      url: `${dashboard.url}/messages?topic=orders&from=earliest&record=0-0`,
      viewport: WIDE,
    });
    const { page, complaints } = open;
    await page.getByRole("link", { name: "Trace c-42" }).click();
    await seen(page, "2 records in 2 topics over 5.0 s");
    const steps = await page.locator(".trace-line .trace-step").allInnerTexts();
    assertStringIncludes(steps[0]!, "sent orders/0/0");
    assertStringIncludes(steps[1]!, "dead letter DLQ/0/0");
    assertStringIncludes(steps[1]!, "+5.0 s");
    assertStringIncludes(steps[1]!, "tried 3 times, from orders/0/0");
    await page.getByRole("link", { name: "DLQ/0/0" }).click();
    await seen(page, "Given up:", ".record");
    assertEquals(complaints, []);
  },
);
