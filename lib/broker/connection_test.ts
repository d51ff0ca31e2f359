import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { encodeRequest, Reader } from "../protocol/mod.ts";
import { createTopic, produceOne, readAll } from "./_produce_raw.ts";
import { Cluster } from "./cluster.ts";
import { RawConnection } from "./contract/raw_connection.ts";

function connect(cluster: Cluster): Promise<RawConnection> {
  return RawConnection.open(cluster.bootstrapServers, "test");
}

function frame(...bytes: number[]): Uint8Array {
  return Uint8Array.from([0, 0, 0, bytes.length, ...bytes]);
}

function apiVersions(correlationId: number): Uint8Array[] {
  const body = { clientSoftwareName: "t", clientSoftwareVersion: "1" };
  return encodeRequest("ApiVersions", 3, { correlationId, clientId: "t" }, body);
}

const MALFORMED: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ["a negative length", Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1, 2, 3)],
  ["a length over the limit", Uint8Array.of(0x7f, 0xff, 0xff, 0xff)],
  ["a frame without a header", frame(0)],
  ["an unknown API", frame(0x7f, 0x7f, 0, 0, 0, 0, 0, 1, 0xff, 0xff)],
  ["a version that is not offered", frame(0, 0, 0, 99, 0, 0, 0, 1, 0xff, 0xff)],
  ["a negative version", frame(0, 3, 0xff, 0xff, 0, 0, 0, 1, 0xff, 0xff)],
  ["a body that ends too early", frame(0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0, 0)],
  [
    "a list that claims too much",
    frame(0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff),
  ],
];

Deno.test("malformed requests end their own connection and nothing else", async (t) => {
  await using cluster = await Cluster.start();
  using other = await connect(cluster);
  for (const [what, bytes] of MALFORMED) {
    await t.step(what, async () => {
      using broker = await connect(cluster);
      await broker.sendBytes([bytes]);
      assertEquals(await broker.receiveFrame(), undefined);
      await other.call("ApiVersions", 0, {});
    });
  }
});

Deno.test("random bytes by the thousand do no harm", async () => {
  await using cluster = await Cluster.start();
  const random = seededRandom("frames");
  using other = await connect(cluster);
  for (let index = 0; index < 300; index++) {
    using broker = await connect(cluster);
    const body = random.bytes(random.int(8, 200));
    body[0] = 0;
    body[1] = random.int(0, 60);
    body[2] = 0;
    body[3] = random.int(0, 9);
    await broker.sendBytes([frame(...body)]).catch(() => {});
  }
  await createTopic(other, "orders");
  assertEquals(await produceOne(other, { topic: "orders", value: "still there" }), 0);
});

Deno.test("requests sent at once are answered one by one, in their order", async () => {
  await using cluster = await Cluster.start();
  using broker = await connect(cluster);
  const bytes = [1, 2, 3, 4].flatMap((id) => apiVersions(id));
  await broker.sendBytes(bytes);
  for (const id of [1, 2, 3, 4]) {
    assertEquals(new Reader((await broker.receiveFrame())!).int32(), id);
  }
});

Deno.test("a request that comes byte by byte is understood", async () => {
  await using cluster = await Cluster.start();
  using broker = await connect(cluster);
  for (const chunk of apiVersions(7)) {
    for (const byte of chunk) await broker.sendBytes([Uint8Array.of(byte)]);
  }
  assertEquals(new Reader((await broker.receiveFrame())!).int32(), 7);
});

Deno.test("what waits on a connection waits for the fetch before it", async () => {
  await using cluster = await Cluster.start();
  using reader = await connect(cluster);
  using writer = await connect(cluster);
  await createTopic(writer, "orders");
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }];
  await reader.send("Fetch", 12, {
    maxWaitMs: 60_000,
    minBytes: 1,
    topics: [{ topic: "orders", partitions }],
    forgottenTopicsData: [],
  });
  await reader.send("ApiVersions", 0, {});
  await produceOne(writer, { topic: "orders", value: "one" });
  const fetched = await reader.receive("Fetch", 12);
  assertEquals(fetched.responses[0]!.partitions[0]!.highWatermark, 1);
  assertEquals((await reader.receive("ApiVersions", 0)).errorCode, 0);
});

Deno.test("acks 0 is answered by silence, and by the connection's end when it fails", async () => {
  await using cluster = await Cluster.start();
  using broker = await connect(cluster);
  await createTopic(broker, "orders");
  const body = (topic: string) => ({
    acks: 0,
    timeoutMs: 1000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records: null }] }],
  });
  await broker.send("ApiVersions", 0, {});
  assertEquals((await broker.receive("ApiVersions", 0)).errorCode, 0);
  await broker.send("Produce", 9, body("orders"));
  assertEquals(await broker.receiveFrame(), undefined);
});

Deno.test("many large answers go out whole to a client that reads late", async () => {
  await using cluster = await Cluster.start();
  using broker = await connect(cluster);
  await createTopic(broker, "orders");
  const value = "x".repeat(900_000);
  for (let index = 0; index < 8; index++) await produceOne(broker, { topic: "orders", value });
  assertEquals(
    (await readAll(broker, "orders")).map((text) => text.length),
    Array(8).fill(900_000),
  );
});
