import { assertEquals, assertRejects } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { WorkshopError } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { compose } from "./compose.ts";
import { composeControl } from "./compose_control.ts";
import type { Run } from "./java.ts";

/** A docker whose containers are embedded brokers, and what it was told. */
function dockerOver(cluster: Cluster): { readonly calls: string[]; readonly run: Run } {
  const calls: string[] = [];
  const services = ["kafka", "kafka-1", "kafka-2"];
  const run: Run = async (_, args) => {
    const [verb, service] = args.slice(args.indexOf("cluster") + 1);
    calls.push(`${verb} ${service}`);
    const id = services.indexOf(service!);
    if (verb === "kill") await cluster.kill(id);
    if (verb === "start") await cluster.revive(id);
    return { success: true, stdout: "", stderr: "" };
  };
  return { calls, run };
}

Deno.test("containers are killed and started by their services, and wait for the cluster", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  const { calls, run } = dockerOver(cluster);
  const servers = cluster.bootstrapServers.split(",");
  const ports = servers.map((server) => Number(server.split(":")[1]));
  const control = composeControl(compose(run), ports);
  await using kafka = connectKafka({ bootstrapServers: servers });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 1, replicationFactor: 3 }]);
  await control.moveLeader({ topic: "orders", partition: 0 }, 1);
  await control.kill(1);
  assertEquals((await admin.describeTopic("orders"))[0]?.leader === 1, false);
  await control.revive(1);
  assertEquals((await admin.describeTopic("orders"))[0]?.inSyncReplicas.includes(1), true);
  assertEquals(calls, ["kill kafka-1", "start kafka-1"]);
});

Deno.test("what containers can't do is refused with what can", async () => {
  await using cluster = await Cluster.start({ brokers: 3 });
  const { calls, run } = dockerOver(cluster);
  const control = composeControl(compose(run), [1, 2, 3]);
  for (const order of [() => control.kill(0), () => control.holdReplication()]) {
    const error = await assertRejects(order, WorkshopError, "embedded cluster");
    assertEquals(error.code, "NOT_WITH_DOCKER");
  }
  assertEquals(calls, []);
});
