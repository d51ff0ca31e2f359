import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { dashboardOn } from "../../cli/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { startRegistry } from "../../registry/mod.ts";
import { RegistryClient } from "../../schemas/mod.ts";
import { inChromium, openPage, seen } from "../_chromium.ts";
import { avroRecord } from "./_schemas_bench.ts";

inChromium(
  "subjects and versions that others register appear by themselves",
  async ({ browser }) => {
    await using cluster = await Cluster.start();
    const servers = cluster.bootstrapServers;
    await using kafka = connectKafka({ bootstrapServers: [servers] });
    await using registry = await startRegistry(kafka, { port: 0 });
    const client = new RegistryClient({ url: registry.url });
    await client.register("orders-value", { schema: avroRecord("Order", ["id", "long"]) });
    await using dashboard = await dashboardOn({ servers, registryUrl: registry.url });
    await using list = await openPage(browser, { url: `${dashboard.url}/schemas` });
    const subject = `${dashboard.url}/schemas?subject=orders-value`;
    await using detail = await openPage(browser, { url: subject });
    await seen(list.page, "1 subject", ".found");
    await seen(detail.page, "1 version");
    const typed = detail.page.getByLabel("Schema", { exact: true });
    await typed.fill("what is being typed");
    const more = avroRecord("Order", ["id", "long"], ["value", "double", 0]);
    await client.register("orders-value", { schema: more });
    await client.register("bills-value", { schema: avroRecord("Bill", ["id", "long"]) });
    await seen(list.page, "2 subjects", ".found");
    await seen(detail.page, "2 versions");
    await seen(detail.page, '"default": 0', ".schema-text");
    await seen(detail.page, "+ value: double = 0", ".changes");
    assertEquals(await typed.inputValue(), "what is being typed");
    assertEquals([list.complaints, detail.complaints], [[], []]);
  },
);
