import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { waitFor } from "../core/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import { parseFault, startProxy } from "../proxy/mod.ts";
import { ask, avroRecord, registryOn } from "./_registry.ts";
import { startRegistry } from "./registry.ts";

const withRegistry = registryOn(() => Cluster.start());
const V1 = avroRecord("User", ["id", "int"]);
/** For changes that contend: each attempt that another's overtakes is followed by a longer pause. */
const PATIENT = { timeoutMs: 60_000 };
const fixed = (size: number) => JSON.stringify({ type: "fixed", name: "F", size });

/** All that a registry tells of its state. */
async function told(url: string): Promise<unknown> {
  const subjects = (await ask(url, "GET /subjects?deleted=true")).body as string[];
  const each = subjects.map((subject) => `GET /config/${subject}?defaultToGlobal=true`);
  const lines = [
    ...["GET /schemas", "GET /schemas?deleted=true", "GET /subjects", "GET /config", "GET /mode"],
    ...each,
  ];
  const answers = [];
  for (const line of lines) answers.push([line, (await ask(url, line)).body]);
  return answers;
}

/** Leaves behind one of everything that a log can hold. */
async function history(url: string): Promise<void> {
  for (let size = 1; size <= 5; size++) {
    for (const subject of ["a", "b", "c"]) {
      await ask(url, `PUT /config/${subject}`, { compatibility: size % 2 ? "NONE" : "FULL" });
      await ask(url, `POST /subjects/${subject}/versions`, { schema: fixed(size) });
    }
  }
  await ask(url, "DELETE /subjects/a/versions/1");
  await ask(url, "DELETE /subjects/b");
  await ask(url, "DELETE /subjects/c");
  await ask(url, "DELETE /subjects/c?permanent=true");
  await ask(url, "POST /subjects/c/versions", { schema: fixed(9) });
  await ask(url, "PUT /mode/c", { mode: "READONLY" });
}

async function recordsOf(kafka: Kafka, topic: string): Promise<number> {
  let count = 0;
  for await (const _ of kafka.read({ topic })) count++;
  return count;
}

Deno.test("a restart of cluster and registry changes nothing", async () => {
  await Deno.mkdir(".runs", { recursive: true });
  const dataDir = await Deno.makeTempDir({ dir: ".runs" });
  try {
    const run = async (use: (url: string) => Promise<unknown>) => {
      await using cluster = await Cluster.start({ dataDir });
      await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
      await using registry = await startRegistry(kafka, { port: 0 });
      return await use(registry.url);
    };
    const before = await run(async (url) => {
      await history(url);
      return await told(url);
    });
    assertEquals(await run(told), before);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});

Deno.test("a log that was compacted gives the same state", () =>
  withRegistry(async ({ cluster, kafka, registry }) => {
    await using admin = await kafka.admin();
    const rolled = { "segment.bytes": "1048576", "segment.ms": "1" };
    await admin.alterTopicConfig("_schemas", { ...rolled, "min.cleanable.dirty.ratio": "0" });
    await history(registry.url);
    const before = await told(registry.url);
    const records = await recordsOf(kafka, "_schemas");
    await cluster.cleanNow();
    assert(await recordsOf(kafka, "_schemas") < records);
    await using second = await startRegistry(kafka, { port: 0 });
    assertEquals(await told(second.url), before);
  }));

Deno.test("eight clients that register the same schema at once get one id and one version", () =>
  withRegistry(async ({ ask }) => {
    const register = () => ask("POST /subjects/a/versions", { schema: V1 });
    const answers = await Promise.all(Array.from({ length: 8 }, register));
    assertEquals(answers.map(({ body }) => body), answers.map(() => ({ id: 1 })));
    assertEquals((await ask("GET /subjects/a/versions")).body, [1]);
  }));

Deno.test("two registries on one topic that write at once never give one id twice", () =>
  withRegistry(async ({ kafka, registry: first, cluster }) => {
    await using own = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
    await using second = await startRegistry(own, { port: 0, ...PATIENT });
    const jobs = Array.from({ length: 24 }, (_, job) => {
      const url = job % 2 === 0 ? first.url : second.url;
      return ask(url, `POST /subjects/s${job}/versions`, { schema: fixed(1 + job % 12) });
    });
    const answers = await Promise.all(jobs);
    assertEquals(answers.map(({ status }) => status), answers.map(() => 200));
    const idOfSize = new Map<number, Set<number>>();
    for (const [job, { body }] of answers.entries()) {
      idOfSize.getOrInsertComputed(job % 12, () => new Set()).add(body.id);
    }
    assertEquals([...idOfSize.values()].map((ids) => ids.size), Array(12).fill(1));
    const ids = [...idOfSize.values()].flatMap((set) => [...set]).toSorted((a, b) => a - b);
    assertEquals(ids, Array.from({ length: 12 }, (_, index) => index + 1));
    await waitFor(
      async () => JSON.stringify(await told(first.url)) === JSON.stringify(await told(second.url)),
      { what: "both registries to know the same" },
    );
    await using third = await startRegistry(kafka, { port: 0 });
    assertEquals(await told(third.url), await told(first.url));
  }, PATIENT));

Deno.test("a registry sees what another one has written without being asked to write", () =>
  withRegistry(async ({ kafka, ask: first }) => {
    await using second = await startRegistry(kafka, { port: 0 });
    await first("POST /subjects/a/versions", { schema: V1 });
    const seen = await waitFor(async () => {
      const { status, body } = await ask(second.url, "GET /subjects/a/versions/1");
      return status === 200 && body;
    }, { what: "the second registry to see subject a" });
    assertEquals(seen.schema, V1);
  }));

Deno.test("while Kafka is away reading goes on and writing is refused; both recover", () =>
  withRegistry(async ({ cluster, ask }) => {
    await ask("POST /subjects/a/versions", { schema: V1 });
    await cluster.kill(0);
    assertEquals((await ask("GET /subjects/a/versions/latest")).body.schema, V1);
    const refused = await ask("POST /subjects/b/versions", { schema: '"int"' });
    assertEquals(refused.status, 500);
    assertEquals(refused.body, {
      error_code: 50001,
      message: "Error in the backend data store: Kafka can't be reached",
    });
    assertEquals((await ask("POST /subjects/a/versions", { schema: V1 })).body, { id: 1 });
    await cluster.revive(0);
    const answer = await waitFor(async () => {
      const { status, body } = await ask("POST /subjects/b/versions", { schema: '"int"' });
      return status === 200 && body;
    }, { what: "a registration after Kafka is back" });
    assertEquals(answer, { id: 2 });
    assertEquals((await ask("GET /subjects")).body, ["a", "b"]);
  }, { timeoutMs: 4000 }));

Deno.test("a commit whose answer is lost is looked up, and done once", async () => {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using kafka = connectKafka({ bootstrapServers: [proxy.bootstrapServers] });
  await using registry = await startRegistry(kafka, { port: 0 });
  await ask(registry.url, "POST /subjects/a/versions", { schema: V1 });
  const fault = proxy.add(parseFault("dropAnswer EndTxn times=1"));
  assertEquals((await ask(registry.url, "DELETE /subjects/a")).body, [1]);
  assertEquals(fault.fired, 1);
  const again = proxy.add(parseFault("dropAnswer Produce times=1"));
  const registered = await ask(registry.url, "POST /subjects/b/versions", { schema: '"int"' });
  assertEquals(registered.body, { id: 2 });
  assertEquals(again.fired, 1);
  assertEquals((await ask(registry.url, "GET /subjects/b/versions?deleted=true")).body, [1]);
});

Deno.test("a topic that would forget schemas is refused", async () => {
  await using cluster = await Cluster.start();
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "plain", partitions: 1 }]);
  const error = await startRegistry(kafka, { port: 0, topic: "plain" }).then(
    () => undefined,
    (reason) => reason,
  );
  assertEquals(error?.code, "SCHEMA_TOPIC_UNFIT");
});
