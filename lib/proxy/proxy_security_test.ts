import { assert, assertEquals } from "@std/assert";
import net from "node:net";
import tls from "node:tls";
import { waitFor } from "../core/mod.ts";
import { FrameSplitter } from "../protocol/mod.ts";
import { FakeBroker } from "./_fake_broker.ts";
import { answers, HEARTBEAT } from "./_fixtures.ts";
import { LOCALHOST_CERTIFICATE as ca, LOCALHOST_KEY as key } from "./_localhost_certificate.ts";
import { RawClient } from "./_raw_client.ts";
import { startProxy } from "./mod.ts";

/** A token of a login: its length and its bytes. */
function token(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const frame = new Uint8Array(4 + bytes.length);
  new DataView(frame.buffer).setInt32(0, bytes.length);
  frame.set(bytes, 4);
  return frame;
}

/** TLS before a broker that has none. */
async function tlsBefore(broker: FakeBroker) {
  const pairs = new Set<net.Socket>();
  const server = tls.createServer({ cert: ca, key }, (client) => {
    const upstream = net.connect(broker.port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      pairs.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `localhost:${(server.address() as net.AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of pairs) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

Deno.test("the proxy speaks TLS to the broker and plain to the client, and faults fire", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using secure = await tlsBefore(broker);
  await using proxy = await startProxy({ upstream: secure.address, tls: { ca } });
  await using client = new RawClient(proxy.bootstrapServers, "shop");
  assertEquals((await client.ask("Heartbeat", 4, HEARTBEAT))!.errorCode, 0);
  const lost = proxy.add({ action: "dropAnswer", apiKeys: ["Heartbeat"] });
  assertEquals(await client.ask("Heartbeat", 4, HEARTBEAT), undefined);
  assertEquals(await client.ended, { how: "reset" });
  assertEquals([lost.fired, broker.count("Heartbeat")], [1, 2]);
});

Deno.test("a broker whose certificate nobody vouches for is not talked to", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using secure = await tlsBefore(broker);
  const lines: string[] = [];
  const logger = { log: (_: string, line: string) => void lines.push(line), child: () => logger };
  await using proxy = await startProxy({ upstream: secure.address, tls: {}, logger });
  await using client = new RawClient(proxy.bootstrapServers);
  assertEquals(await client.ask("Heartbeat", 4, HEARTBEAT), undefined);
  assertEquals(broker.count("Heartbeat"), 0);
  assert(lines.some((line) => line.includes("certificate")), lines.join());
});

/** Answers the frames of one connection with what the test says, in turn. */
async function scriptedBroker(script: readonly Uint8Array[]) {
  const seen: string[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    const splitter = new FrameSplitter(1 << 20);
    socket.on("data", (chunk: Uint8Array) => {
      for (const frame of splitter.push(chunk)) {
        const answer = script[seen.length];
        seen.push(frame.toHex());
        if (answer !== undefined) socket.write(answer);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    seen,
    address: `localhost:${(server.address() as net.AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const AGREED = Uint8Array.fromHex("0000000a" + "00000001" + "0000" + "00000000");
const UNANSWERED = token("");

for (
  const [mechanism, tokens] of [
    ["PLAIN", ["\0alice\0secret"]],
    ["SCRAM-SHA-256", ["n,,n=alice,r=x", "c=biws,r=xy,p=z"]],
    ["GSSAPI", ["one", "two", "three"]],
  ] as const
) {
  Deno.test(`the tokens of ${mechanism} after SaslHandshake v0 pass as they are`, async () => {
    const heartbeat = Uint8Array.fromHex(
      "0000000c" + "00000002" + "00" + "00000000" + "0000" + "00",
    );
    const script = [AGREED, ...tokens.map((_, index) => index === 0 ? UNANSWERED : token("s=1"))];
    await using broker = await scriptedBroker([...script, heartbeat]);
    await using proxy = await startProxy({ upstream: broker.address });
    const seen: (string | undefined)[] = [];
    proxy.onTraffic(({ apiKey }) => seen.push(apiKey));
    await using client = new RawClient(proxy.bootstrapServers, "shop");
    assertEquals((await client.ask("SaslHandshake", 0, { mechanism }))!.errorCode, 0);
    for (const [index, text] of tokens.entries()) {
      client.write(token(text));
      await waitFor(() => broker.seen.length === index + 2, { what: "the token" });
      await waitFor(() => client.receivedFrames === index + 2, { what: "its answer" });
    }
    assertEquals(broker.seen.slice(1), tokens.map((text) => token(text).toHex()));
    assertEquals((await client.ask("Heartbeat", 4, HEARTBEAT))!.errorCode, 0);
    const read = mechanism === "GSSAPI" ? [] : ["Heartbeat", "Heartbeat"];
    assertEquals(seen, ["SaslHandshake", "SaslHandshake", ...read]);
  });
}

Deno.test("after a mechanism that the broker refuses no tokens follow", async () => {
  const refused = Uint8Array.fromHex("0000000a" + "00000001" + "0021" + "00000000");
  const heartbeat = Uint8Array.fromHex("0000000c" + "00000002" + "00" + "00000000" + "0000" + "00");
  await using broker = await scriptedBroker([refused, heartbeat]);
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  const answer = await client.ask("SaslHandshake", 0, { mechanism: "PLAIN" });
  assertEquals(answer!.errorCode, 33);
  const hit = proxy.add({ action: "dropAnswer", apiKeys: ["Heartbeat"] });
  assertEquals(await client.ask("Heartbeat", 4, HEARTBEAT), undefined);
  assertEquals(hit.fired, 1);
});
