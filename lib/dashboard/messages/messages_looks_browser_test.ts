import { assertEquals } from "@std/assert";
import { noSidewaysScroll, openPage, seen } from "../_chromium.ts";
import { inAllLooks } from "../_looks.ts";
import { inChromiumOnCluster } from "../_on_cluster_suite.ts";
import { put, record, topics } from "./_records_bench.ts";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

const EVIL = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>` +
  `"'\`\${ran=1}javascript:ran=1‮</td></table>`;

inChromiumOnCluster(
  "what records hold is shown as text in every place, never run",
  {},
  async (run) => {
    const { kafka, dashboard, browser } = run;
    await topics(kafka, { odd: 1, DLQ: 1 });
    const headers = { [EVIL]: EVIL, "correlation-id": EVIL, "content-type": EVIL };
    await put(kafka, "odd", record(JSON.stringify({ [EVIL]: EVIL }), { key: EVIL, headers }));
    await put(
      kafka,
      "DLQ",
      record(EVIL, {
        headers: {
          "correlation-id": EVIL,
          "dlq.original.topic": EVIL,
          "dlq.original.partition": "0",
          "dlq.original.offset": "0",
          "dlq.original.timestamp": "1",
          "dlq.error.class": EVIL,
          "dlq.error.code": EVIL,
          "dlq.error.message": EVIL,
          "dlq.error.stage": EVIL,
          "dlq.group": EVIL,
        },
      }),
    );
    const evil = encodeURIComponent(EVIL);
    const pages = [
      ["topic=odd&from=earliest&record=0-0", ".record"],
      ["topic=DLQ&from=earliest&record=0-0", ".record"],
      [`trace=${evil}`, ".trace-line"],
      [`topic=${evil}`, "main"],
      [`topic=odd&filter=${evil}`, ".form-error"],
    ] as const;
    for (const viewport of [WIDE, NARROW]) {
      for (const [query, place] of pages) {
        const url = `${dashboard.url}/messages?${query}`;
        await using open = await openPage(browser, { url, viewport });
        const { page, complaints } = open;
        await seen(page, place === ".form-error" ? "The filter has" : "<img src=x", place);
        assertEquals(await page.evaluate("globalThis.ran"), undefined);
        assertEquals(await page.locator("main img, main script").count(), 0);
        assertEquals(complaints.filter((text) => !/status of 4\d\d/.test(text)), [], query);
        await noSidewaysScroll(page);
      }
    }
  },
);

inChromiumOnCluster(
  "it fits all windows, light and dark, and axe finds nothing",
  {},
  async (run) => {
    const { kafka, dashboard, browser } = run;
    await topics(kafka, { orders: 1 });
    const orders = Array.from({ length: 12 }, (_, at) => {
      const customer = { id: `c-${at % 4}`, city: "Bandung" };
      return record(JSON.stringify({ orderId: 1000 + at, paid: at % 2 === 0, customer }), {
        key: `customer-${at % 4}`,
        headers: { "correlation-id": `4bf9-${at}`, "content-type": "application/json" },
        timestampMs: Date.UTC(2026, 0, 31, 12, 0, at),
      });
    });
    await put(kafka, "orders", ...orders, record(null));
    const pages = [
      ["topic=orders&record=0-11&filter=value.customer.city%20%3D%20Bandung", "application/json"],
      ["topic=orders&from=earliest", "13 records, oldest first"],
      ["topic=orders&from=live", "Nothing came yet"],
      ["trace=4bf9-3", "1 record in 1 topic"],
      ["", "Choose a topic"],
    ] as const;
    for (const [at, [query, text]] of pages.entries()) {
      await inAllLooks(browser, {
        url: `${dashboard.url}/messages?${query}`,
        ready: (page) => seen(page, text, "main"),
        ...(at === 0 && { picture: "messages" }),
      });
    }
  },
);
