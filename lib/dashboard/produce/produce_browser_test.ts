import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Browser } from "playwright-core";
import { dashboardOn } from "../../cli/mod.ts";
import { deadLetterOf } from "../../consumer/mod.ts";
import type { Kafka, OutgoingRecord } from "../../kafka/mod.ts";
import { partitionForKey } from "../../protocol/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { AvroDeserializer, RegistryClient } from "../../schemas/mod.ts";
import { noSidewaysScroll, openPage, seen } from "../_chromium.ts";
import { inAllLooks } from "../_looks.ts";
import { inChromiumOnCluster } from "../_on_cluster_suite.ts";

const WIDE = { width: 1280, height: 900 };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

async function topics(kafka: Kafka, named: Readonly<Record<string, number>>): Promise<void> {
  await using admin = await kafka.admin();
  await admin.createTopics(
    Object.entries(named).map(([name, partitions]) => ({ name, partitions })),
  );
}

async function put(kafka: Kafka, topic: string, record: OutgoingRecord): Promise<void> {
  await using session = await kafka.producer();
  await session.produce({ topic, partition: 0, records: [record] });
}

function read(kafka: Kafka, topic: string) {
  return Array.fromAsync(kafka.read({ topic }));
}

function openProduce(browser: Browser, url: string, query = "") {
  return openPage(browser, { url: `${url}/produce${query}`, viewport: WIDE });
}

inChromiumOnCluster("a record is typed and sent by keyboard alone, and lies where it was told", {
  write: true,
}, async ({ kafka, dashboard, browser }) => {
  await topics(kafka, { orders: 6 });
  await using open = await openProduce(browser, dashboard.url);
  const { page, complaints } = open;
  const type = async (label: string, text: string) => {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(text);
  };
  await type("Topic", "orders");
  await type("Key text", "customer-7");
  const predicted = partitionForKey(encoder.encode("customer-7"), 6);
  // When the typing paused, the half key's partition was told before.
  await seen(page, `This key will go to partition ${predicted} of 6`, ".predicted");
  await type("Value text", '{"id":9223372036854775807}');
  await page.getByRole("button", { name: "Add header" }).focus();
  await page.keyboard.press("Enter");
  await type("Name of header 1", "shop");
  await type("Value of header 1", "nörth");
  await page.keyboard.press("Enter");
  await seen(page, `Acknowledged orders, partition ${predicted}, offset 0`, ".outcome");
  const [record] = await read(kafka, "orders");
  assertEquals([record!.partition, decoder.decode(record!.value!)], [
    predicted,
    '{"id":9223372036854775807}',
  ]);
  assertEquals(record!.headers, [{ name: "shop", value: encoder.encode("nörth") }]);
  await page.getByRole("link", { name: "Look at it" }).click();
  await seen(page, `orders/${predicted}/0`, ".record h2");
  assertEquals(complaints, []);
});

inChromiumOnCluster("partition, serializers, null and header kinds are chosen", {
  write: true,
}, async ({ kafka, dashboard, browser }) => {
  await topics(kafka, { orders: 3 });
  await using open = await openProduce(browser, dashboard.url, "?topic=orders");
  const { page, complaints } = open;
  await seen(page, "Without a key the producer chooses one of 3 partitions", ".predicted");
  await page.getByLabel("Partition").selectOption("2");
  await seen(page, "It will go to partition 2, whatever its key is", ".predicted");
  await page.getByLabel("Key serializer").selectOption("hex");
  await page.getByLabel("Key text").fill("ff 00");
  await page.getByLabel("Value serializer").selectOption("null");
  for (const [at, kind] of [[1, "hex"], [2, "null"]] as const) {
    await page.getByRole("button", { name: "Add header" }).click();
    await page.getByLabel(`Name of header ${at}`).fill("h");
    await page.getByLabel(`Kind of header ${at}`).selectOption(kind);
    if (kind === "hex") await page.getByLabel(`Value of header ${at}`).fill("c3");
  }
  await page.getByRole("button", { name: "Add header" }).click();
  await page.getByRole("button", { name: "Remove header 3" }).click();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await seen(page, "Acknowledged orders, partition 2, offset 0", ".outcome");
  const [record] = await read(kafka, "orders");
  assertEquals([record!.key, record!.value], [new Uint8Array([0xff, 0]), null]);
  assertEquals(record!.headers, [
    { name: "h", value: new Uint8Array([0xc3]) },
    { name: "h", value: null },
  ]);
  await page.getByLabel("Value serializer").selectOption("json");
  await page.getByLabel("Value text").fill("{wrong");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await seen(page, "Not sent: The value is not valid JSON", ".outcome");
  assertEquals(complaints.filter((text) => !text.includes("422")), []);
});

inChromiumOnCluster("failed and uncertain are told apart", {
  write: true,
}, async ({ kafka, dashboard, browser }) => {
  await topics(kafka, { orders: 1 });
  await using open = await openProduce(browser, dashboard.url, "?topic=orders");
  const { page } = open;
  const answers = [
    { outcome: "failed", code: "MESSAGE_TOO_LARGE", message: "It is too large <b>" },
    { outcome: "uncertain", code: "REQUEST_TIMED_OUT", message: "No answer came" },
  ];
  await page.route("**/api/produce", (route) => {
    const body = answers.shift();
    return body === undefined ? route.abort() : route.fulfill({ json: body });
  });
  const send = page.getByRole("button", { name: "Send", exact: true });
  await send.click();
  await seen(page, "Failed It is not in the log: It is too large <b> (MESSAGE_TOO_LARGE)");
  await send.click();
  await seen(page, "Uncertain It may be in the log: No answer came (REQUEST_TIMED_OUT)");
  await send.click();
  await seen(page, "Uncertain It may be in the log: The dashboard's server does not answer");
});

inChromiumOnCluster("Avro is typed as JSON and written by its subject's schema", {
  write: true,
}, async ({ cluster, kafka, browser }) => {
  await topics(kafka, { orders: 1 });
  await using server = await startRegistry(kafka, { port: 0 });
  const registry = new RegistryClient({ url: server.url });
  const fields = [{ name: "id", type: "long" }];
  await registry.register("orders-value", {
    schema: JSON.stringify({ type: "record", name: "Order", fields }),
  });
  const options = { servers: cluster.bootstrapServers, registryUrl: server.url, write: true };
  await using dashboard = await dashboardOn(options);
  await using open = await openProduce(browser, dashboard.url, "?topic=orders");
  const { page } = open;
  await page.getByLabel("Value serializer").selectOption("avro");
  await page.getByLabel("Value text").fill('{"id":9223372036854775807}');
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await seen(page, "Acknowledged", ".outcome");
  const [record] = await read(kafka, "orders");
  const { value } = await new AvroDeserializer({ registry }).deserialize(record!.value);
  assertEquals(value, { id: 9223372036854775807n });
  await page.getByRole("link", { name: "Look at it" }).click();
  await seen(page, "Avro Order, schema 1", ".record");
  await seen(page, "9223372036854775807", ".record .json-number");
});

inChromiumOnCluster("a stored record is sent again, and a dead letter goes back once", {
  write: true,
}, async ({ kafka, dashboard, browser }) => {
  await topics(kafka, { orders: 1, copies: 1, DLQ: 1 });
  const headers = ["correlation-id", "secret"].map((name) => ({
    name,
    value: encoder.encode("x"),
  }));
  await put(kafka, "orders", { value: new Uint8Array([0xff, 1]), headers });
  const [record] = await read(kafka, "orders");
  const story = { error: new TypeError("x"), attempts: 3, firstTimeMs: 1, lastTimeMs: 2 };
  await put(kafka, "DLQ", deadLetterOf(record!, story));
  {
    await using open = await openPage(browser, {
      url: `${dashboard.url}/messages?topic=orders&from=earliest&record=0-0`,
      viewport: WIDE,
    });
    const { page, complaints } = open;
    await page.getByRole("link", { name: "Send again" }).click();
    await seen(page, "go out byte for byte");
    await page.getByLabel("Topic", { exact: true }).fill("copies");
    await page.getByRole("button", { name: "Send again" }).click();
    await seen(page, "Acknowledged copies, partition 0, offset 0", ".outcome");
    await seen(page, "Headers left behind: secret", ".outcome");
    const [copy] = await read(kafka, "copies");
    assertEquals(copy!.value, new Uint8Array([0xff, 1]));
    assertEquals(copy!.headers.map(({ name }) => name), ["correlation-id"]);
    assertEquals(complaints, []);
  }
  await using open = await openProduce(browser, dashboard.url, "?redrive=DLQ%2F0%2F0");
  const { page, complaints } = open;
  await page.getByRole("button", { name: "Only look" }).click();
  await seen(page, "Looked at It would go back (orders, partition 0)", ".outcome");
  await page.getByRole("button", { name: "Redrive" }).click();
  await seen(page, "Redriven It went back", ".outcome");
  await page.getByRole("button", { name: "Redrive" }).click();
  await seen(page, "Not redriven The letter was redriven or dropped before", ".outcome");
  assertEquals((await read(kafka, "orders")).length, 2);
  assertEquals(complaints, []);
});

inChromiumOnCluster(
  "read-only: the page is there, says why sending is off, and cannot send",
  {},
  async (
    { kafka, dashboard, browser },
  ) => {
    await topics(kafka, { orders: 2 });
    for (const query of ["?topic=orders", "?replay=orders%2F0%2F0", "?redrive=DLQ%2F0%2F0"]) {
      await using open = await openProduce(browser, dashboard.url, query);
      const { page, complaints } = open;
      await seen(page, "Sending is off: this dashboard was started read-only");
      await seen(page, "deno task dashboard --write");
      assertEquals(await page.locator("button[type=submit]").isEnabled(), false);
      assertEquals(complaints, []);
    }
    await using open = await openProduce(browser, dashboard.url, "?topic=orders");
    await open.page.getByLabel("Key text").fill("k");
    await seen(open.page, "This key will go to partition", ".predicted");
    const body = JSON.stringify({ topic: "orders", value: { as: "string", text: "x" } });
    const sent = await open.page.evaluate(
      `fetch("/api/produce", { method: "POST", body: ${
        JSON.stringify(body)
      }, headers: { "content-type": "application/json", "x-write-token":
    document.querySelector("meta[name=write-token]").content } }).then((r) => r.text())`,
    );
    assertStringIncludes(String(sent), "read-only");
    assertEquals(await read(kafka, "orders"), []);
  },
);

inChromiumOnCluster("names and answers are shown as text, never run", {
  write: true,
}, async ({ dashboard, browser }) => {
  const evil = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>`;
  const query = `?topic=${encodeURIComponent(evil)}`;
  await using open = await openProduce(browser, dashboard.url, query);
  const { page } = open;
  await page.getByLabel("Key text").fill(evil);
  await page.getByLabel("Value text").fill(evil);
  await page.getByLabel("Value serializer").selectOption("string");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await seen(page, "<img src=x", ".outcome");
  assertEquals(await page.evaluate("globalThis.ran"), undefined);
  assertEquals(await page.locator("main img, main script").count(), 0);
  await noSidewaysScroll(page);
});

inChromiumOnCluster("it fits all windows, light and dark, and axe finds nothing", {
  write: true,
}, async ({ kafka, dashboard, browser }) => {
  await topics(kafka, { orders: 3 });
  const url = `${dashboard.url}/produce?topic=orders`;
  await inAllLooks(browser, {
    url,
    picture: "produce",
    ready: async (page) => {
      await page.getByLabel("Key text").fill("customer-7");
      await page.getByLabel("Value text").fill('{\n  "orderId": 1007,\n  "paid": true\n}');
      await page.getByRole("button", { name: "Add header" }).click();
      await page.getByLabel("Name of header 1").fill("correlation-id");
      await page.getByLabel("Value of header 1").fill("4bf9");
      await seen(page, "This key will go to partition", ".predicted");
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await seen(page, "Acknowledged", ".outcome");
    },
  });
  for (const query of ["?replay=orders%2F0%2F0", "?redrive=DLQ%2F0%2F0"]) {
    const ready = (page: Parameters<typeof seen>[0]) => seen(page, "Headers that go along");
    await inAllLooks(browser, { url: `${dashboard.url}/produce${query}`, ready });
  }
});
