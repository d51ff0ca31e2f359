import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { waitFor } from "../../core/mod.ts";
import { connectKafka, type Kafka } from "../../kafka/mod.ts";
import { openPage, seen, textOf } from "../_chromium.ts";
import { inAllLooks } from "../_looks.ts";
import { type ClusterRun, inChromiumOnCluster } from "../_on_cluster_suite.ts";

const WIDE = { width: 1280, height: 900 };
const DRIVEN = { write: true, proxy: true } as const;

function clientOf({ dashboard }: ClusterRun, clientId: string): Kafka {
  return connectKafka({ bootstrapServers: [dashboard.proxyAddress!], clientId });
}

async function send(kafka: Kafka, topic: string, count = 1): Promise<void> {
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: topic, partitions: 1 }]);
  await using session = await kafka.producer();
  const records = [{ value: new TextEncoder().encode("secret payload") }];
  for (let sent = 0; sent < count; sent++) {
    await session.produce({ topic, partition: 0, records });
  }
}

const rows = (page: Page) => page.locator(".wire tbody tr");

/** Sends until the page has seen it: its stream may open a little later than the page. */
async function sendUntilSeen(page: Page, work: () => Promise<void>): Promise<void> {
  await waitFor(async () => {
    await work();
    return await rows(page).count() >= 2;
  }, { what: "frames on the page", timeoutMs: 60_000, intervalMs: 100 });
}

inChromiumOnCluster(
  "what passes the proxy is shown decoded, and a filter picks",
  DRIVEN,
  async (run) => {
    await using shop = clientOf(run, "shop");
    await using other = clientOf(run, "other");
    const url = `${run.dashboard.url}/wire`;
    await using open = await openPage(run.browser, { url, viewport: WIDE });
    const { page, complaints } = open;
    await seen(page, run.dashboard.proxyAddress!, ".wire-address");
    await seen(page, "Nothing has passed yet");
    await sendUntilSeen(page, () => send(shop, "orders"));
    await page.getByLabel("Request", { exact: true }).selectOption("Produce");
    await page.getByLabel("Client ids", { exact: true }).fill("shop");
    const filtered = page.waitForRequest(/wire\/events\?.*client=shop/);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await filtered;
    await seen(page, "Nothing has passed yet");
    await sendUntilSeen(page, async () => {
      await send(other, "returns");
      await send(shop, "orders");
    });
    await seen(page, "orders", ".wire");
    assert(!(await textOf(page, ".wire")).includes("returns"));
    await rows(page).last().getByRole("button").press("Enter");
    await seen(page, "acks", ".frame-fields");
    assert(!(await textOf(page, "body")).includes("secret payload"));
    await page.getByRole("button", { name: "Close" }).press("Enter");
    assertEquals(complaints, []);
  },
);

inChromiumOnCluster("a paused list stands still and counts what passes", DRIVEN, async (run) => {
  await using shop = clientOf(run, "shop");
  const url = `${run.dashboard.url}/wire`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page, complaints } = open;
  await sendUntilSeen(page, () => send(shop, "orders"));
  await page.getByRole("button", { name: "Pause" }).press("Space");
  await seen(page, "paused", ".wire-counts");
  const held = await textOf(page, ".wire tbody");
  await send(shop, "orders");
  await waitFor(async () => /paused, [1-9]/.test(await textOf(page, ".wire-counts")), {
    what: "frames that passed meanwhile",
  });
  assertEquals(await textOf(page, ".wire tbody"), held);
  await page.getByRole("button", { name: "Resume" }).press("Space");
  await send(shop, "orders");
  await waitFor(async () => await textOf(page, ".wire tbody") !== held, { what: "newer frames" });
  assertEquals(complaints, []);
});

inChromiumOnCluster(
  "faults are switched on and off by keyboard, and hit the client they name",
  DRIVEN,
  async (run) => {
    await using shop = clientOf(run, "shop");
    const url = `${run.dashboard.url}/wire`;
    await using open = await openPage(run.browser, { url, viewport: WIDE });
    const { page, complaints } = open;
    const choose = async (label: string, value: string) => {
      const select = page.getByLabel(label, { exact: true });
      await select.focus();
      await page.keyboard.press("Home");
      while (await select.inputValue() !== value) await page.keyboard.press("ArrowDown");
    };
    const type = async (label: string, text: string) => {
      await page.getByLabel(label, { exact: true }).focus();
      await page.keyboard.type(text);
    };
    await seen(page, "none is switched on");
    await choose("What is done", "dropAnswer");
    await choose("Of request", "Metadata");
    await type("Of client ids", "shop");
    await type("Times at most", "1");
    await page.keyboard.press("Enter");
    await seen(page, "dropAnswer Metadata client=shop times=1", ".fault-list");
    await send(shop, "orders").catch(() => {});
    await seen(page, "hit 1 request", ".fault-list");
    await page.getByRole("button", { name: /^Switch off fault/ }).press("Enter");
    await seen(page, "none is switched on");
    await choose("What is done", "freeze client");
    await page.getByLabel("Client id", { exact: true }).focus();
    await page.keyboard.press("Enter");
    await seen(page, "frozen shop", ".fault-list");
    const waiting = send(shop, "orders");
    await waitFor(async () => !(await textOf(page, ".fault-list")).includes(" 0 frames"), {
      what: "frames held back",
    });
    await page.getByRole("button", { name: "Release client shop" }).press("Enter");
    await waiting;
    await seen(page, "none is switched on");
    assertEquals(complaints, []);
  },
);

inChromiumOnCluster("a fault that makes no sense is told on the page", DRIVEN, async (run) => {
  const url = `${run.dashboard.url}/wire`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page } = open;
  await page.getByLabel("For ms", { exact: true }).fill("soon");
  await page.getByRole("button", { name: "Switch on" }).press("Enter");
  await seen(page, "A delay", ".form-error");
  assertEquals(await page.locator(".fault-list li").count(), 0);
});

inChromiumOnCluster("names from the wire are text, never run", DRIVEN, async (run) => {
  const evil = `<img src=x onerror="globalThis.ran=1">`;
  await using client = clientOf(run, evil);
  const url = `${run.dashboard.url}/wire`;
  await using open = await openPage(run.browser, { url, viewport: WIDE });
  const { page, complaints } = open;
  await sendUntilSeen(page, () => send(client, "orders"));
  await seen(page, evil, ".wire");
  assertEquals(await page.evaluate("globalThis.ran"), undefined);
  assertEquals(complaints, []);
});

inChromiumOnCluster("the page of the wire fits and hinders nobody", DRIVEN, async (run) => {
  await using shop = clientOf(run, "shop");
  await inAllLooks(run.browser, {
    url: `${run.dashboard.url}/wire`,
    picture: "wire",
    async ready(page) {
      await sendUntilSeen(page, () => send(shop, "orders", 3));
      await page.getByRole("button", { name: "Pause" }).press("Space");
      await rows(page).first().getByRole("button").press("Enter");
      await page.locator(".frame-fields pre").waitFor();
    },
  });
});

inChromiumOnCluster(
  "who may not write sees faults, and switches none",
  { proxy: true },
  async (run) => {
    const url = `${run.dashboard.url}/wire`;
    await using open = await openPage(run.browser, { url, viewport: WIDE });
    await seen(open.page, "--write");
    assertEquals(await open.page.getByRole("button", { name: "Switch on" }).count(), 0);
  },
);

inChromiumOnCluster("without a proxy the page says how to start one", {}, async (run) => {
  await inAllLooks(run.browser, {
    url: `${run.dashboard.url}/wire`,
    ready: (page) => seen(page, "deno task dashboard --proxy --write"),
  });
});
