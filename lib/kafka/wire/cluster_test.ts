import net from "node:net";
import { assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { nullLogger, systemClock } from "../../core/mod.ts";
import { WireCluster } from "./cluster.ts";

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
      connectionTimeoutMs: 50,
    },
    logger: nullLogger,
    clock: systemClock,
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
