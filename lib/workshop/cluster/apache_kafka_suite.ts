// Run by `deno task test:kafka`: needs Java, and Maven for the first time.
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { waitFor, WorkshopError } from "../../core/mod.ts";
import { ApacheKafka } from "./apache_kafka.ts";
import { type Compose } from "./compose.ts";
import { describeCluster } from "./describe_cluster.ts";
import { LocalKafka } from "./local_kafka.ts";
import { freePorts } from "./ports.ts";

const ROOT = Deno.cwd().replaceAll("\\", "/");

const noDocker = {
  isAvailable: () => Promise.resolve(false),
} as Compose;

async function runFolder(): Promise<AsyncDisposable & { path: string }> {
  await Deno.mkdir(".runs", { recursive: true });
  const path = await Deno.makeTempDir({ dir: `${ROOT}/.runs`, prefix: "kafka-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("three brokers elect each other again after one was killed", async () => {
  await using folder = await runFolder();
  await using kafka = await ApacheKafka.start({
    dir: folder.path,
    brokers: 3,
    heapMb: 384,
    settings: { "broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500" },
  });
  const [, second] = kafka.nodes;
  const before = await describeCluster(second!.port);
  assertEquals(before.brokers.map(({ id }) => id).sort(), [0, 1, 2]);
  assertEquals(before.clusterId, kafka.clusterId);
  await kafka.kill(0);
  await assertRejects(() => describeCluster(kafka.nodes[0]!.port), WorkshopError);
  await kafka.restart(0);
  const after = await describeCluster(kafka.nodes[0]!.port);
  assertEquals(after.brokers.map(({ id }) => id).sort(), [0, 1, 2]);
});

Deno.test("a broker that can't start says why, and nothing is left running", async () => {
  await using folder = await runFolder();
  const error = await assertRejects(
    () =>
      ApacheKafka.start({
        dir: folder.path,
        settings: { "log.retention.bytes": "much" },
      }),
    WorkshopError,
    "log.retention.bytes",
  );
  assert(["FORMAT_FAILED", "START_FAILED"].includes(error.code));
});

Deno.test("a start that is ended early leaves nothing running", async () => {
  await using folder = await runFolder();
  const dir = `${folder.path}/kafka-data`;
  assertEquals(await (await endedEarly(dir)).status(), undefined);
});

// The brokers are let go on purpose: whether this process sees their end in time is left to chance.
const lettingGo = { sanitizeOps: false, sanitizeResources: false };

Deno.test("a start that was ended early can be tried again", lettingGo, async () => {
  await using folder = await runFolder();
  const local = await endedEarly(`${folder.path}/kafka-data`);
  const again = await local.start({ port: freePorts(1)[0]! });
  assertEquals(again.up, true);
  assertEquals(await local.clean(), true);
});

/** A cluster whose first start was given up when its broker had begun to log. */
async function endedEarly(dir: string): Promise<LocalKafka> {
  const local = new LocalKafka(dir, noDocker);
  const stop = new AbortController();
  const starting = local.start({ port: freePorts(1)[0]!, signal: stop.signal });
  starting.catch(() => {});
  const log = `${dir}/broker-0/logs/server.log`;
  await waitFor(() => Deno.stat(log).catch(() => undefined), { what: "the broker's first line" });
  stop.abort();
  await assertRejects(() => starting, DOMException);
  return local;
}

Deno.test(
  "the kept cluster lives on, keeps its data, and is removed by clean",
  lettingGo,
  async (t) => {
    await using folder = await runFolder();
    const dir = `${folder.path}/kafka-data`;
    const [port = 0, other = 0] = freePorts(2);
    const local = new LocalKafka(dir, noDocker);
    const first = await local.start({ port });

    await t.step("it answers where it says", async () => {
      assertEquals(first.bootstrapServers, `localhost:${port}`);
      assertEquals((await describeCluster(port)).clusterId, first.clusterId);
      assertEquals([first.up, first.already, first.engine], [true, false, "java"]);
    });

    await t.step("a second start finds it running, by another object too", async () => {
      const again = await new LocalKafka(dir, noDocker).start();
      assertEquals([again.already, again.brokers], [true, first.brokers]);
    });

    await t.step("another shape is refused while it runs", async () => {
      for (const shape of [{ brokers: 3 }, { port: other }, { engine: "docker" }] as const) {
        const error = await assertRejects(() => local.start(shape), WorkshopError, "kafka:stop");
        assertEquals(error.code, "OTHER_SHAPE");
      }
    });

    await t.step("stop ends it, and a second stop is fine", async () => {
      assertEquals(await local.stop(), true);
      assertEquals(await local.stop(), false);
      assertEquals((await local.status())?.up, false);
    });

    await t.step("a taken port is named, and nothing is left running", async () => {
      using _listener = Deno.listen({ hostname: "127.0.0.1", port: other });
      await assertRejects(() => local.start({ port: other }), WorkshopError, `Port ${other}`);
      assertEquals((await local.status())?.up, false);
    });

    await t.step("data of one broker is not opened with three", async () => {
      await assertRejects(() => local.start({ brokers: 3 }), WorkshopError, "kafka:clean");
    });

    await t.step("a start after a kill keeps cluster and port", async () => {
      const second = await local.start();
      assertEquals([second.clusterId, second.bootstrapServers], [
        first.clusterId,
        first.bootstrapServers,
      ]);
      assertNotEquals(second.brokers[0]!.pid, first.brokers[0]!.pid);
    });

    await t.step("clean stops it and removes the folder", async () => {
      assertEquals(await local.clean(), true);
      assertEquals(await local.clean(), false);
      await assertRejects(() => describeCluster(port), WorkshopError);
      await assertRejects(() => Deno.stat(dir), Deno.errors.NotFound);
    });
  },
);
