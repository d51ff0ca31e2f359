import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { ROOT } from "./project_tasks.ts";

const CONCEPTS = await Deno.readTextFile(new URL("docs/KAFKA-CONCEPTS.md", ROOT));

/** The rows of the table of settings: name, whose it is, and its default. */
function settingsOf(owner: string): ReadonlyMap<string, string> {
  const row = /^\| `([\w.]+)` +\| (\w+) +\| `([^`]*)`/gm;
  const rows = [...CONCEPTS.matchAll(row)].map(([, name, of, value]) => ({ name, of, value }));
  return new Map(rows.filter(({ of }) => of === owner).map(({ name, value }) => [name!, value!]));
}

Deno.test("the defaults that the concepts name for topics are those of a cluster", async () => {
  const named = settingsOf("topic");
  assertEquals(named.size >= 10, true, `only ${named.size} settings`);
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "plain", partitions: 1 }]);
  const settings = await admin.topicSettings("plain");
  const actual = [...named.keys()].map((name) => {
    return [name, settings.find((each) => each.name === name)?.value];
  });
  assertEquals(Object.fromEntries(actual), Object.fromEntries(named));
});

Deno.test("each section of the concepts says where to see it", () => {
  const sections = CONCEPTS.split(/^## /m).slice(1);
  assertEquals(sections.length >= 13, true, `only ${sections.length} sections`);
  const without = sections.filter((text) => !/`deno task |`lib\//.test(text));
  assertEquals(without.map((text) => text.split("\n")[0]), []);
});

Deno.test("every reference of the concepts is defined, and each definition is used", () => {
  const defined = [...CONCEPTS.matchAll(/^\[([\w-]+)\]: https:/gm)].map(([, name]) => name!);
  const used = [...CONCEPTS.matchAll(/\[(KIP-\d+)\]|\]\[(\w+)\]/g)].map(([, kip, name]) =>
    kip ?? name!
  );
  assertEquals([...new Set(used)].sort(), defined.sort());
});
