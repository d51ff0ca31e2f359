import { assert, assertEquals } from "@std/assert";
import net from "node:net";
import { waitFor } from "../core/mod.ts";
import { encodeRequest, joinChunks, Writer } from "../protocol/mod.ts";
import { FakeBroker } from "./_fake_broker.ts";
import { answers, HEARTBEAT, metadata, produce } from "./_fixtures.ts";
import { RawClient } from "./_raw_client.ts";
import { closed } from "./socket.ts";
import { startProxy } from "./mod.ts";

/** Sends back whatever comes, and remembers it. */
async function echoServer() {
  const seen: string[] = [];
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk: Uint8Array) => {
      seen.push(chunk.toHex());
      socket.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    seen,
    address: `localhost:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** A request of any key and version, with a body that no table knows. */
function request(key: number, version: number, correlationId: number, body = "c0ffee"): Uint8Array {
  const writer = new Writer();
  writer.int32(0);
  writer.int16(key);
  writer.int16(version);
  writer.int32(correlationId);
  writer.string("java");
  writer.slice(Uint8Array.fromHex(`00${body}`));
  return joinChunks(writer.frame());
}

async function dial(address: string) {
  const socket = net.connect(Number(address.split(":")[1]), "127.0.0.1");
  const chunks: Uint8Array[] = [];
  socket.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  return {
    socket,
    received: () => joinChunks(chunks).toHex(),
    async [Symbol.asyncDispose]() {
      socket.destroy();
      await closed(socket);
    },
  };
}

Deno.test("keys and versions beyond the tables pass untouched, and faults by key hit them", async () => {
  await using broker = await echoServer();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = await dial(proxy.bootstrapServers);
  const sent = [request(71, 0, 1), request(0, 99, 2), request(1, 30, 3)];
  for (const frame of sent) client.socket.write(frame);
  const whole = joinChunks(sent).toHex();
  await waitFor(() => client.received() === whole, { what: "the answers" });
  assertEquals(broker.seen.join(""), whole);
  const unknown = proxy.add({ action: "refuse", apiKeys: [71] });
  const newer = proxy.add({ action: "refuse", apiKeys: ["Fetch"] });
  client.socket.write(request(71, 0, 4));
  await closed(client.socket);
  await using other = await dial(proxy.bootstrapServers);
  other.socket.write(request(1, 30, 5));
  await closed(other.socket);
  assertEquals([unknown.fired, newer.fired], [1, 1]);
  assertEquals(newer.events[0]!.apiKey, "Fetch");
});

Deno.test("without rewriting, every answer comes as the broker wrote it", async () => {
  const node = { nodeId: 2, host: "localhost", port: 19_999 };
  await using broker = await new FakeBroker({
    Metadata: () => metadata([node]),
    Fetch: () => ({ errorCode: 6, responses: [], nodeEndpoints: [node] }),
    ApiVersions: () => ({
      errorCode: 0,
      apiKeys: [{ apiKey: 1, minVersion: 0, maxVersion: 99 }],
    }),
  }).listen();
  await using proxy = await startProxy({ upstream: broker.address, rewrite: false });
  await using client = new RawClient(proxy.bootstrapServers, "follower");
  const found = (await client.ask("Metadata", 12, { topics: null }))!;
  assertEquals(found.brokers[0]!.port, 19_999);
  const fetch = { maxWaitMs: 1, minBytes: 1, topics: [] };
  assertEquals((await client.ask("Fetch", 17, fetch))!.nodeEndpoints[0]!.port, 19_999);
  assertEquals((await client.ask("ApiVersions", 3, {}))!.apiKeys[0]!.maxVersion, 99);
  const held = proxy.add({ action: "freeze", apiKeys: ["Fetch"] });
  const waiting = client.ask("Fetch", 17, fetch);
  await waitFor(() => held.fired === 1, { what: "the fetch to be held" });
  assertEquals(broker.count("Fetch"), 1);
  held.remove();
  assert(await waiting);
});

Deno.test("half a request that never ends holds up nobody, and not the end of the proxy", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  const proxy = await startProxy({ upstream: broker.address });
  await using silent = await dial(proxy.bootstrapServers);
  const head = { correlationId: 1, clientId: "silent" };
  const frame = joinChunks(encodeRequest("Produce", 9, head, produce("orders")));
  silent.socket.write(frame.subarray(0, frame.length / 2));
  await using client = new RawClient(proxy.bootstrapServers);
  assert(await client.ask("Heartbeat", 4, HEARTBEAT));
  await waitFor(() => proxy.connections === 2, { what: "both connections" });
  await proxy.close();
  await closed(silent.socket);
  assertEquals([proxy.connections, broker.count("Produce")], [0, 0]);
});

Deno.test("a client that closes its half of a connection ends it", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = await dial(proxy.bootstrapServers);
  client.socket.end(request(12, 0, 1, ""));
  await closed(client.socket);
  await waitFor(() => proxy.connections + broker.connections === 0, { what: "the other ends" });
});

Deno.test("of a broker that dies in the middle of an answer the client gets nothing", async () => {
  const frame = joinChunks(
    encodeRequest("Heartbeat", 4, { correlationId: 1, clientId: "c" }, HEARTBEAT),
  );
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", () => {
      socket.write(frame.subarray(0, 10));
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  {
    await using proxy = await startProxy({ upstream: `localhost:${port}` });
    await using client = new RawClient(proxy.bootstrapServers);
    assertEquals(await client.ask("Heartbeat", 4, HEARTBEAT), undefined);
    assertEquals(await client.ended, { how: "end", kept: 0 });
  }
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

Deno.test("the broker hears of a frozen client's end only when it is let go", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  const client = new RawClient(proxy.bootstrapServers, "zombie");
  assert(await client.ask("Heartbeat", 4, HEARTBEAT));
  const frozen = proxy.freezeClient("zombie");
  client.send("Heartbeat", 4, HEARTBEAT);
  await waitFor(() => frozen.held === 1, { what: "the heartbeat to be held" });
  await client[Symbol.asyncDispose]();
  await using other = new RawClient(proxy.bootstrapServers, "alive");
  assert(await other.ask("Heartbeat", 4, HEARTBEAT));
  assertEquals([broker.connections, broker.count("Heartbeat")], [2, 2]);
  assertEquals(proxy.frozenClients.map(({ clientId }) => clientId), ["zombie"]);
  frozen.release();
  await waitFor(() => broker.connections === 1, { what: "the zombie's connection to end" });
  assertEquals(broker.count("Heartbeat"), 3);
});

Deno.test("answers to a frozen client wait too", async () => {
  let answer = () => {};
  const asked = Promise.withResolvers<void>();
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => {
      asked.resolve();
      answer = () => socket.write(Uint8Array.fromHex("0000000c0000000100000000000000" + "00"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  {
    await using proxy = await startProxy({ upstream: `localhost:${port}` });
    await using client = new RawClient(proxy.bootstrapServers, "zombie");
    const waiting = client.ask("Heartbeat", 4, HEARTBEAT);
    await asked.promise;
    const frozen = proxy.freezeClient("zombie");
    answer();
    await waitFor(() => frozen.held === 1, { what: "the answer to be held" });
    frozen.release();
    assertEquals((await waiting)!.errorCode, 0);
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

Deno.test("one broker of several is refused", async () => {
  await using first = await new FakeBroker(answers()).listen();
  await using second = await new FakeBroker(answers()).listen();
  const nodes = [{ nodeId: 1, port: first.port }, { nodeId: 2, port: second.port }];
  first.answers = answers({ Metadata: () => metadata(nodes) });
  const upstream = `${first.address},${second.address}`;
  await using proxy = await startProxy({ upstream });
  const [one = "", two = ""] = proxy.bootstrapServers.split(",");
  await using client = new RawClient(one);
  assert(await client.ask("Metadata", 12, { topics: null }));
  await proxy.refuse(true, { brokers: [2] });
  await using refused = new RawClient(two);
  assertEquals(await refused.ask("Heartbeat", 4, HEARTBEAT), undefined);
  assertEquals(refused.connected, false);
  assert(await client.ask("Heartbeat", 4, HEARTBEAT));
  await proxy.refuse(false);
  await using again = new RawClient(two);
  assert(await again.ask("Heartbeat", 4, HEARTBEAT));
});
