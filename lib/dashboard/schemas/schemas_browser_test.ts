import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { Cluster } from "../../broker/mod.ts";
import { dashboardOn } from "../../cli/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { AvroSerializer, parseAvroSchema, RegistryClient } from "../../schemas/mod.ts";
import { accessible } from "../_axe.ts";
import {
  hasChromium,
  launchChromium,
  noSidewaysScroll,
  openPage,
  seen,
  tabTo,
} from "../_chromium.ts";
import { avroRecord } from "./_schemas_bench.ts";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const KINDS = { type: "enum", name: "Kind", symbols: ["new", "paid", "lost"] };
const V1 = avroRecord("Order", ["id", "long"], ["kind", KINDS]);
const V2 = avroRecord("Order", ["id", "long"], ["kind", KINDS], ["value", "double", 0]);
const NARROWER = avroRecord("Order", ["id", "long"], [
  "kind",
  { ...KINDS, symbols: ["new", "paid"] },
]);

interface SchemasRun {
  readonly browser: Browser;
  readonly kafka: Kafka;
  readonly client: RegistryClient;
  readonly registry: AsyncDisposable;
  readonly url: string;
}

/** A test with a registry of two versions and six records, a dashboard and a browser. */
function onSchemas(
  name: string,
  { write = true }: { readonly write?: boolean },
  body: (run: SchemasRun) => Promise<void>,
): void {
  if (!hasChromium) return;
  Deno.test(name, async () => {
    await using cluster = await Cluster.start();
    const servers = cluster.bootstrapServers;
    await using kafka = connectKafka({ bootstrapServers: [servers] });
    await using registry = await startRegistry(kafka, { port: 0 });
    const client = new RegistryClient({ url: registry.url });
    await fill(kafka, client);
    await using dashboard = await dashboardOn({ servers, write, registryUrl: registry.url });
    const browser = await launchChromium();
    try {
      await body({ browser, kafka, client, registry, url: dashboard.url });
    } finally {
      await browser.close();
    }
  });
}

async function fill(kafka: Kafka, client: RegistryClient): Promise<void> {
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 2 }]);
  const serializer = new AvroSerializer({ registry: client, schema: parseAvroSchema(V1) });
  await using session = await kafka.producer();
  for (const [at, kind] of ["new", "paid", "lost", "new", "paid", "lost"].entries()) {
    const value = await serializer.serialize("orders", { id: 9_007_199_254_740_993n, kind });
    await session.produce({ topic: "orders", partition: at % 2, records: [{ value }] });
  }
  await client.register("orders-value", { schema: V2 });
}

async function paste(page: Page, schema: string): Promise<void> {
  await page.getByLabel("Schema", { exact: true }).fill(schema);
}

const SUBJECT = "/schemas?subject=orders-value";

onSchemas("subjects lead to their versions, and these to what differs", {}, async (run) => {
  await using open = await openPage(run.browser, { url: `${run.url}/schemas`, viewport: WIDE });
  const { page, complaints } = open;
  await seen(page, "1 subject", ".found");
  await page.getByLabel("Search").fill("nothing");
  await seen(page, "No subject is called so.");
  await page.getByLabel("Search").fill("ORDERS");
  await page.getByRole("link", { name: "orders-value" }).click();
  await seen(page, "2 versions");
  await seen(page, '"default": 0', ".schema-text");
  await seen(page, "+ value: double = 0", ".changes");
  await seen(page, "Permitted by NONE, BACKWARD, FORWARD, FULL");
  assertEquals(await page.locator(".diff .removed").count(), 0);
  assert(await page.locator(".diff .added").count() > 2);
  await page.getByRole("combobox", { name: /^Version/ }).selectOption("1");
  await waitFor(
    async () => !(await page.locator(".schema-text").first().innerText()).includes("default"),
    {
      what: "the first version",
    },
  );
  await page.waitForURL(/version=1/);
  assertEquals(complaints, []);
});

onSchemas("a pasted schema is judged by rule and on stored records", {}, async (run) => {
  await using open = await openPage(run.browser, { url: run.url + SUBJECT, viewport: WIDE });
  const { page, complaints } = open;
  await paste(page, NARROWER);
  await page.getByRole("button", { name: "Check compatibility" }).click();
  await seen(page, "It may not be the next version (BACKWARD)", ".verdict");
  await seen(page, "lacks lost", ".messages");
  await page.getByRole("button", { name: "Try on stored records" }).click();
  await seen(page, "On the latest 6 records of orders", ".impact-head");
  await seen(page, "2 break", ".counts-line");
  const first = page.locator(".impact tbody tr").first();
  assertStringIncludes(await first.innerText(), "breaks at /kind");
  assertStringIncludes(await first.innerText(), "9007199254740993");
  await page.getByRole("button", { name: "Begin with version 2" }).click();
  await page.getByRole("button", { name: "Check compatibility" }).click();
  await seen(page, "It may be the next version", ".verdict");
  await paste(page, "{");
  await page.getByRole("button", { name: "Check compatibility" }).click();
  await seen(page, "The schema is no valid JSON", ".form-error");
  // the browser itself tells of an answer with such a status
  assertEquals(complaints.filter((text) => !/status of 422/.test(text)), []);
});

onSchemas(
  "a version is registered by keyboard alone, and an incompatible one refused",
  {},
  async (run) => {
    await using open = await openPage(run.browser, { url: run.url + SUBJECT, viewport: WIDE });
    const { page } = open;
    await seen(page, "2 versions");
    const field = page.getByLabel("Schema", { exact: true });
    await field.focus();
    await page.keyboard.insertText(NARROWER);
    await tabTo(page, "Register version…");
    await page.keyboard.press("Enter");
    await tabTo(page, "Register");
    await page.keyboard.press("Enter");
    await seen(page, "incompatible", "dialog");
    await page.keyboard.press("Escape");
    await paste(page, avroRecord("Order", ["id", "long"], ["kind", KINDS], ["note", "string", ""]));
    await page.getByRole("button", { name: "Register version…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Register" }).click();
    await seen(page, "Version 3 of orders-value has id", ".said");
    await seen(page, "3 versions");
    assertEquals(await run.client.versions("orders-value"), [1, 2, 3]);
  },
);

onSchemas("the first version of a new subject is written on its page", {}, async (run) => {
  await using open = await openPage(run.browser, { url: `${run.url}/schemas`, viewport: WIDE });
  const { page } = open;
  await page.getByLabel("New subject").fill("payments-value");
  await page.getByRole("button", { name: "Write its schema…" }).click();
  await paste(page, V1);
  await page.getByRole("button", { name: "Check compatibility" }).click();
  await seen(page, "whatever comes first is permitted", ".verdict");
  await page.getByRole("button", { name: "Register version…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Register" }).click();
  await seen(page, "Version 1 of payments-value", ".said");
  assertEquals(await run.client.versions("payments-value"), [1]);
});

onSchemas(
  "a dashboard that only reads checks and tries, and registers nothing",
  { write: false },
  async (run) => {
    await using open = await openPage(run.browser, { url: run.url + SUBJECT, viewport: NARROW });
    const { page } = open;
    await paste(page, V2);
    await page.getByRole("button", { name: "Check compatibility" }).click();
    await seen(page, "Compatible", ".verdict");
    assertEquals(await page.getByRole("button", { name: /Register/ }).count(), 0);
  },
);

onSchemas("names and schemas are text, never markup", {}, async (run) => {
  const evil = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>-value`;
  const doc = avroRecord("Evil", ["id", "long"]).replace("{", `{"doc":${JSON.stringify(evil)},`);
  await run.client.register(evil, { schema: doc });
  const subject = `${run.url}/schemas?${new URLSearchParams({ subject: evil })}`;
  for (const url of [`${run.url}/schemas`, subject]) {
    await using open = await openPage(run.browser, { url, viewport: NARROW });
    const { page, complaints } = open;
    await seen(page, "<script>globalThis.ran=1</script>", "main");
    await noSidewaysScroll(page);
    assertEquals(await page.evaluate("globalThis.ran"), undefined);
    assertEquals(await page.locator("main img, main script").count(), 0);
    assertEquals(complaints, []);
  }
});

onSchemas(
  "axe finds nothing on the schemas' pages, wide and narrow, light and dark",
  {},
  async (run) => {
    for (const viewport of [WIDE, NARROW]) {
      for (const colorScheme of ["light", "dark"] as const) {
        const what = `${viewport.width} ${colorScheme}`;
        const look = { viewport, colorScheme, reducedMotion: "reduce" } as const;
        await using open = await openPage(run.browser, { url: `${run.url}/schemas`, ...look });
        const { page, complaints } = open;
        await seen(page, "1 subject", ".found");
        await accessible(page, `list ${what}`);
        await noSidewaysScroll(page);
        await page.getByRole("link", { name: "orders-value" }).click();
        await paste(page, NARROWER);
        await page.getByRole("button", { name: "Check compatibility" }).click();
        await seen(page, "lacks lost", ".messages");
        await page.getByRole("button", { name: "Try on stored records" }).click();
        await seen(page, "2 break", ".counts-line");
        await accessible(page, `subject ${what}`);
        await noSidewaysScroll(page);
        await page.getByRole("button", { name: "Register version…" }).click();
        await page.getByRole("dialog").waitFor();
        await accessible(page, `dialog ${what}`);
        assertEquals(complaints, [], what);
      }
    }
  },
);

onSchemas(
  "a registry that is away is told with what to do",
  {},
  async (run) => {
    await run.registry[Symbol.asyncDispose]();
    await using open = await openPage(run.browser, { url: `${run.url}/schemas`, viewport: WIDE });
    await seen(open.page, "can't be used to list the subjects", ".banner");
    await seen(open.page, "deno task registry", ".banner");
  },
);

onSchemas("a picture of a subject can be taken", {}, async (run) => {
  await using open = await openPage(run.browser, {
    url: run.url + SUBJECT,
    viewport: WIDE,
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  const { page } = open;
  await seen(page, "2 versions");
  await paste(page, NARROWER);
  await page.getByRole("button", { name: "Try on stored records" }).click();
  await seen(page, "2 break", ".counts-line");
  const picture = await page.screenshot({ fullPage: true });
  assert(picture.length > 30_000);
  if (Deno.args.includes("--pictures")) {
    await Deno.mkdir("docs/pictures", { recursive: true });
    await Deno.writeFile("docs/pictures/schemas.png", picture);
  }
});
