import { assert, assertEquals } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { Cluster } from "../broker/mod.ts";
import { produce } from "./_fixtures.ts";
import { RawClient } from "./_raw_client.ts";
import { type Proxy, startProxy } from "./mod.ts";

async function ordersBehind(proxy: Proxy): Promise<void> {
  await using client = new RawClient(proxy.bootstrapServers);
  const topics = [{
    name: "orders",
    numPartitions: 1,
    replicationFactor: 1,
    assignments: [],
    configs: [],
  }];
  const created = await client.ask("CreateTopics", 7, { topics, timeoutMs: 5000 });
  assertEquals(created!.topics[0]!.errorCode, 0);
}

async function endOfOrders(proxy: Proxy): Promise<number> {
  await using client = new RawClient(proxy.bootstrapServers);
  const partitions = [{ partitionIndex: 0, timestamp: -1 }];
  const found = await client.ask("ListOffsets", 7, {
    replicaId: -1,
    topics: [{ name: "orders", partitions }],
  });
  return found!.topics[0]!.partitions[0]!.offset;
}

Deno.test("an acknowledgement is lost and the record is in the embedded cluster's log", async () => {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await ordersBehind(proxy);
  const lost = proxy.add({
    apiKeys: ["Produce"],
    topics: ["orders"],
    times: 1,
    action: "dropAnswer",
  });
  await using client = new RawClient(proxy.bootstrapServers);
  assertEquals(await client.ask("Produce", 9, produce("orders")), undefined);
  assertEquals([lost.fired, await endOfOrders(proxy)], [1, 1]);

  const never = proxy.add({ apiKeys: ["Produce"], action: "refuse" });
  await using other = new RawClient(proxy.bootstrapServers);
  assertEquals(await other.ask("Produce", 9, produce("orders")), undefined);
  assertEquals([never.fired, await endOfOrders(proxy)], [1, 1]);
});

Deno.test("a client of the proxy is never sent past it", async () => {
  await using cluster = await Cluster.start();
  await using proxy = await startProxy({ upstream: cluster.bootstrapServers });
  await using client = new RawClient(proxy.bootstrapServers);
  const port = Number(proxy.bootstrapServers.split(":")[1]);
  const metadata = (await client.ask("Metadata", 12, { topics: null }))!;
  assertEquals(metadata.brokers.map((broker) => broker.port), [port]);
  const found = await waitFor(async () => {
    const answer = (await client.ask("FindCoordinator", 4, { coordinatorKeys: ["g"] }))!;
    return answer.coordinators[0]!.errorCode === 0 && answer.coordinators[0];
  }, { what: "the coordinator" });
  assertEquals([found.host, found.port], ["localhost", port]);
  const versions = (await client.ask("ApiVersions", 3, {}))!;
  assert(versions.apiKeys.length > 20);
});
