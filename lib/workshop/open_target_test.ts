import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { loadConfig } from "../config/mod.ts";
import { ConfigError, InconclusiveError } from "../core/mod.ts";
import { releaseOf } from "./broker_version.ts";
import { freePorts } from "./cluster/mod.ts";
import { openTarget } from "./open_target.ts";
import { runLine } from "./report.ts";

function configFor(bootstrapServers: string) {
  return loadConfig({
    env: (name) => name === "KAFKA_BOOTSTRAP_SERVERS" ? bootstrapServers : undefined,
  });
}

Deno.test("without --kafka a run has an embedded cluster of its own, and says so", async () => {
  await using target = await openTarget();
  assertEquals(target.kind, "embedded");
  assertStringIncludes(runLine(target, "c0ffee"), `Embedded cluster ${target.version} of this run`);
  await using admin = await target.kafka.admin();
  assertEquals((await admin.describeCluster()).clusterId, target.clusterId);
});

Deno.test("--kafka refuses an embedded cluster that listens where Kafka should", async () => {
  await using cluster = await Cluster.start();
  const config = configFor(cluster.bootstrapServers);
  const error = await assertRejects(() => openTarget({ kafka: true, config }), ConfigError);
  assertStringIncludes(error.message, "kafka:start");
});

Deno.test("--kafka without a Kafka is inconclusive, with what to do", async () => {
  const config = configFor(`localhost:${freePorts(1)[0]}`);
  const error = await assertRejects(() => openTarget({ kafka: true, config }), InconclusiveError);
  assertStringIncludes(error.remedy, "deno task kafka:start");
});

Deno.test("a cluster under another id is taken for Kafka", async () => {
  await using cluster = await Cluster.start({ clusterId: "some-other-cluster" });
  const config = configFor(cluster.bootstrapServers);
  await using target = await openTarget({ kafka: true, config });
  assertEquals([target.kind, target.clusterId], ["kafka", "some-other-cluster"]);
  assertEquals(target.addresses.includes(cluster.bootstrapServers), true);
});

Deno.test("a cluster that somebody named is neither killed nor given users", async () => {
  const config = configFor(`localhost:${freePorts(1)[0]}`);
  for (const needs of [{ brokers: 3 }, { secure: true }] as const) {
    const opening = () => openTarget({ kafka: true, config, ...needs });
    const error = await assertRejects(opening, InconclusiveError);
    assertStringIncludes(error.remedy, "Unset KAFKA_BOOTSTRAP_SERVERS");
  }
});

Deno.test("the level of the metadata tells the release", () => {
  assertEquals([6, 7, 25, 26, 27, 99].map(releaseOf), [
    "older than 3.3",
    "3.3",
    "4.0",
    "4.1",
    "4.1",
    "newer than 4.1",
  ]);
});
