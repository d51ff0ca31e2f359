import { assertEquals, assertMatch } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { loadTopics } from "../../schemas/mod.ts";
import { TaskProcess, tooWide } from "../_task_process.ts";

interface DescribedTopic {
  readonly name: string;
  readonly partitions: readonly unknown[];
  readonly replicationFactor: number;
}

Deno.test("a topic is made, listed, described, changed and deleted", async () => {
  await using cluster = await Cluster.start();
  const topics = new TaskProcess("topics", cluster.bootstrapServers);
  const made = await topics.run("create", "orders", "--partitions", "1", "--rf", "1");
  assertEquals([made.code, made.errors], [0, ""]);
  assertMatch(
    made.output,
    /^Cluster embedded-.*\n\norders made: partitions 1, replication factor 1/,
  );
  assertMatch((await topics.run("list")).output, /\norders +1 +1\n/);

  const altered = await topics.run("alter", "orders", "--config", "retention.ms=1000");
  assertMatch(altered.output, /retention\.ms: 604800000 is now 1000\n/);
  assertMatch(
    (await topics.run("configs", "orders")).output,
    /\nof the topic's own:\n {2}retention\.ms=1000\n/,
  );
  assertMatch(
    (await topics.run("partitions", "orders", "3")).output,
    /has 3 partitions instead of 1/,
  );

  const described = await topics.run("describe", "orders");
  assertMatch(described.output, /\norders: 3 partitions, replication factor 1, 0 B\n/);
  assertMatch(described.output, /\n {2}retention\.ms=1000\n/);
  assertMatch(described.output, /\n +2 +0 +0 +0 +0 +0 +0 B\n/);
  assertEquals(tooWide(described.output), []);

  const reset = await topics.run("alter", "orders", "--reset", "retention.ms");
  assertMatch(reset.output, /retention\.ms: 1000 is now 604800000\n/);
  assertEquals((await topics.run("delete", "orders", "--yes")).output.includes("deleted"), true);
  assertEquals(await topics.json("list"), { topics: [] });
});

Deno.test("a replication factor that the cluster can't give is refused with what helps", async () => {
  await using cluster = await Cluster.start();
  const topics = new TaskProcess("topics", cluster.bootstrapServers);
  const args = ["create", "critical-events", "--partitions", "3", "--rf", "3"];
  for (const more of [[], ["--dry-run"]]) {
    const { code, output } = await topics.run(...args, ...more);
    assertEquals(code, 1);
    assertMatch(output, /refused: 3 copies need 3 brokers, and there is 1 \(INVALID_REPLICATION/);
  }
  assertEquals(await topics.json("list"), { topics: [] });
});

Deno.test("topics of the registry are made as it has them, a dry run makes none", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  const topics = new TaskProcess("topics", cluster.bootstrapServers);
  const planned = await topics.run("create", "critical-events", "--registry", "--dry-run");
  assertMatch(
    planned.output,
    /critical-events would be made: partitions 6, replication factor 3, /,
  );
  assertMatch(planned.output, /retention\.ms=604800000, compression\.type=producer, min\.insync/);
  assertEquals(await topics.json("list"), { topics: [] });

  await topics.run("create", "--registry", "--json");
  const { topics: described } = await topics.json<{ topics: DescribedTopic[] }>("describe");
  const made = described.map((at) => `${at.name} ${at.partitions.length} ${at.replicationFactor}`);
  const wanted = loadTopics().map((at) => `${at.name} ${at.partitions} ${at.replicationFactor}`);
  assertEquals(made, wanted.sort());
  const again = await topics.run("create", "--registry");
  assertEquals([again.code, again.output.match(/left alone/g)?.length], [0, wanted.length]);
});

Deno.test("what would lose records wants to be confirmed, and a wrong call ends with 2", async () => {
  await using cluster = await Cluster.start();
  const topics = new TaskProcess("topics", cluster.bootstrapServers);
  await topics.run("create", "orders", "--partitions", "2");
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [["delete", "orders"], /All records of orders would be lost: add --yes/],
    [["partitions", "orders", "1"], /their number can only grow, say to 3/],
    [["partitions", "orders", "many"], /"many" is no number of partitions/],
    [["alter", "orders", "--config", "retention.mss=1"], /Topics have no setting retention\.mss/],
    [["alter", "orders", "--config", "retention.ms"], /use NAME=VALUE/],
    [["alter", "orders"], /Nothing would change/],
    [["fly"], /"fly" is nothing to do: use list, describe/],
  ];
  for (const [args, message] of wrong) {
    const { code, errors } = await topics.run(...args);
    assertEquals(code, 2, args.join(" "));
    assertMatch(errors, message);
  }
  const twice = await topics.run("create", "orders");
  assertEquals([twice.code, /already exists/.test(twice.output)], [1, true]);
  const missing = await topics.run("delete", "nowhere", "--yes");
  assertEquals([missing.code, missing.errors.includes("no topic nowhere")], [1, true]);
  const planned = await topics.run("delete", "orders", "--dry-run");
  assertMatch(planned.output, /orders would be deleted/);
  assertEquals((await topics.json<{ topics: unknown[] }>("list")).topics.length, 1);
});
