import net from "node:net";
import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { nullLogger, systemClock } from "../../core/mod.ts";
import { connectKafka } from "../connect.ts";
import { WireCluster } from "./cluster.ts";
import { ClusterIdentity } from "./cluster_identity.ts";

/** Takes connections and never answers, as a broker does whose process is stopped. */
async function frozenBroker() {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `localhost:${(server.address() as net.AddressInfo).port}`,
    get connections() {
      return sockets.length;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

Deno.test("a broker that does not answer is not asked first again", async () => {
  await using frozen = await frozenBroker();
  await using cluster = await Cluster.start();
  const client = new WireCluster({
    connection: {
      bootstrapServers: [frozen.address, cluster.bootstrapServers],
      connectionTimeoutMs: 1000,
    },
    logger: nullLogger,
    clock: systemClock,
    identity: new ClusterIdentity(),
    onAnswer: () => {},
  });
  for (let time = 0; time < 3; time++) {
    const { brokers } = await client.askAny("Metadata", {
      topics: [],
      allowAutoTopicCreation: false,
    });
    assertEquals(brokers.length, 1);
  }
  assertEquals(frozen.connections, 1);
  await client.close();
});

Deno.test("a broker of another cluster at a known address is asked nothing", async () => {
  await using ours = await Cluster.start({ brokers: 3 });
  const [gone] = ours.bootstrapServers.split(",");
  await using kafka = connectKafka({ bootstrapServers: ours.bootstrapServers.split(",") });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "orders", partitions: 3, replicationFactor: 3 }]);
  const send = async (partition: number) => {
    await using session = await kafka.producer();
    const record = { value: new TextEncoder().encode("tea") };
    await session.produce({ topic: "orders", partition, records: [record] });
  };
  await send(0);
  await ours.kill(0);
  await using others = await Cluster.start({ ports: [Number(gone!.split(":")[1])] });
  await using theirs = connectKafka({ bootstrapServers: [others.bootstrapServers] });
  await using theirAdmin = await theirs.admin();
  await theirAdmin.createTopics([{ name: "orders", partitions: 3 }]);
  for (const partition of [0, 1, 2]) await send(partition);
  const written = await Array.fromAsync(kafka.read({ topic: "orders" }));
  const strayed = await Array.fromAsync(theirs.read({ topic: "orders" }));
  assertEquals([written.length, strayed.length], [4, 0]);
});
