import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ConfigError, ManualClock, seededRandom, waitFor, WorkshopError } from "../core/mod.ts";
import { encodeBatch, encodeRequest, joinChunks } from "../protocol/mod.ts";
import { FakeBroker } from "./_fake_broker.ts";
import { answers, HEARTBEAT, metadata, produce, PRODUCED, TOPIC_ID } from "./_fixtures.ts";
import { RawClient } from "./_raw_client.ts";
import { startProxy } from "./mod.ts";
import type { TrafficFrame } from "./traffic.ts";

Deno.test("frames pass through untouched, both ways", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  assertEquals(
    (await client.ask("Produce", 9, produce("orders")))!.responses[0]!.partitionResponses[0]!
      .baseOffset,
    7,
  );
  const sent = client.send("Heartbeat", 4, HEARTBEAT);
  await waitFor(() => broker.count("Heartbeat") === 1, { what: "the heartbeat" });
  assertEquals(broker.frames.at(-1), sent.toHex());
  assertEquals(proxy.connections, 1);
});

Deno.test("a large frame passes in pieces", async () => {
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  const records = encodeBatch([{ timestampMs: 1, value: new Uint8Array(3_000_000).fill(5) }]);
  const topicData = [{ name: "orders", partitionData: [{ index: 0, records }] }];
  assert(await client.ask("Produce", 9, { acks: 1, timeoutMs: 1000, topicData }));
  assertEquals(broker.frames[0]!.length > 6_000_000, true);
});

Deno.test("each broker gets a port of the proxy, the same in all answers", async () => {
  await using first = await new FakeBroker({}).listen();
  await using second = await new FakeBroker(answers()).listen();
  const nodes = [{ nodeId: 1, port: first.port }, { nodeId: 2, port: second.port }];
  const endpoints = nodes.map((node) => ({ ...node, host: "localhost" }));
  const node = { nodeId: 2, host: "localhost", port: second.port };
  first.answers = {
    Metadata: () => metadata(nodes),
    DescribeCluster: (_, { version }) => ({
      errorCode: 0,
      clusterId: "c",
      brokers: endpoints.map(({ nodeId, ...rest }) => ({ brokerId: nodeId, ...rest })),
      ...(version === 1 ? { endpointType: 2 } : {}),
    }),
    FindCoordinator: (_, { version }) =>
      version < 4 ? { errorCode: 0, ...node } : {
        coordinators: [
          { key: "g", errorCode: 0, ...node },
          { key: "h", errorCode: 15, nodeId: -1, host: "", port: -1 },
        ],
      },
    Produce: () => ({ ...PRODUCED, nodeEndpoints: [node] }),
    Fetch: () => ({ errorCode: 6, responses: [], nodeEndpoints: [node] }),
  };
  await using proxy = await startProxy({ upstream: first.address });
  await using client = new RawClient(proxy.bootstrapServers);

  const found = (await client.ask("Metadata", 12, { topics: null }))!;
  const ports = found.brokers.map(({ port }) => port);
  assertEquals(`localhost:${ports[0]}`, proxy.bootstrapServers);
  assertEquals(new Set([...ports, first.port, second.port]).size, 4);
  assertEquals(found.brokers.map(({ host }) => host), ["localhost", "localhost"]);
  const [, port] = ports;

  assertEquals((await client.ask("Metadata", 0, { topics: [] }))!.brokers[1]!.port, port);
  const cluster =
    (await client.ask("DescribeCluster", 0, { includeClusterAuthorizedOperations: false }))!;
  assertEquals(cluster.brokers.map((broker) => broker.port), ports);
  const old = (await client.ask("FindCoordinator", 2, { key: "g", keyType: 0 }))!;
  assertEquals([old.nodeId, old.port], [2, port]);
  const many = (await client.ask("FindCoordinator", 4, { coordinatorKeys: ["g", "h"] }))!;
  assertEquals(many.coordinators.map((one) => one.port), [port, -1]);
  const moved = (await client.ask("Produce", 10, produce("orders")))!;
  assertEquals(moved.nodeEndpoints.map((one) => one.port), [port]);
  const fetch = { maxWaitMs: 1, minBytes: 1, topics: [] };
  assertEquals((await client.ask("Fetch", 16, fetch))!.nodeEndpoints[0]!.port, port);

  await using behind = new RawClient(`localhost:${port}`);
  assertEquals((await behind.ask("Heartbeat", 4, HEARTBEAT))!.errorCode, 0);
  assertEquals(second.count("Heartbeat"), 1);
});

Deno.test("the addresses of controllers are left as they are", async () => {
  await using broker = await new FakeBroker({
    DescribeCluster: () => ({
      errorCode: 0,
      endpointType: 2,
      clusterId: "c",
      brokers: [{ brokerId: 1, host: "localhost", port: 9093 }],
    }),
  }).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  const found = await client.ask("DescribeCluster", 1, {
    includeClusterAuthorizedOperations: false,
  });
  assertEquals(found!.brokers[0]!.port, 9093);
});

Deno.test("versions whose answers the proxy could not rewrite are not offered", async () => {
  const apiKeys = [
    { apiKey: 3, minVersion: 0, maxVersion: 99 },
    { apiKey: 12, minVersion: 0, maxVersion: 99 },
  ];
  await using broker = await new FakeBroker({
    ApiVersions: (_, { version }) => ({ errorCode: version === 4 ? 35 : 0, apiKeys }),
  }).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  const versions = async (version: number) =>
    (await client.ask("ApiVersions", version, {}))!.apiKeys.map(({ maxVersion }) => maxVersion);
  assertEquals(await versions(3), [13, 99]);
  assertEquals(await versions(4), [99, 99]);
});

Deno.test("a broker that comes back at another address keeps its port of the proxy", async () => {
  const first = await new FakeBroker({}).listen();
  first.answers = { Metadata: () => metadata([{ nodeId: 1, port: first.port }]) };
  await using proxy = await startProxy({ upstream: first.address });
  const ask = async () => {
    await using client = new RawClient(proxy.bootstrapServers);
    const answer = await client.ask("Metadata", 12, { topics: null });
    return answer?.brokers[0]?.port;
  };
  const port = await ask();
  assertEquals(`localhost:${port}`, proxy.bootstrapServers);
  await first[Symbol.asyncDispose]();
  assertEquals(await ask(), undefined);
  await using second = await new FakeBroker({}).listen();
  second.answers = { Metadata: () => metadata([{ nodeId: 1, port: second.port }]) };
  proxy.setUpstream(second.address);
  assertEquals(await ask(), port);
});

Deno.test("a broker that the others find at another address keeps its port of the proxy", async () => {
  await using first = await new FakeBroker({}).listen();
  await using second = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: first.address });
  await using client = new RawClient(proxy.bootstrapServers);
  const portWhen = async (port: number) => {
    first.answers = { Metadata: () => metadata([{ nodeId: 2, port }]) };
    return (await client.ask("Metadata", 12, { topics: null }))!.brokers[0]!.port;
  };
  const port = await portWhen(1);
  assertEquals(await portWhen(second.port), port);
  await using behind = new RawClient(`localhost:${port}`);
  assert(await behind.ask("Heartbeat", 4, HEARTBEAT));
});

Deno.test("when the broker ends a connection the client's ends too", async () => {
  const broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address });
  await using client = new RawClient(proxy.bootstrapServers);
  assert(await client.ask("Heartbeat", 4, HEARTBEAT));
  await broker[Symbol.asyncDispose]();
  await client.ended;
  await waitFor(() => proxy.connections === 0, { what: "the relay to end" });
});

Deno.test("malformed and oversized frames end their connection with a warning, not the proxy", async () => {
  const warnings: string[] = [];
  const logger = {
    log: (level: string, message: string) => void (level === "WARN" && warnings.push(message)),
    child: () => logger,
  };
  await using broker = await new FakeBroker(answers()).listen();
  await using proxy = await startProxy({ upstream: broker.address, maxFrameBytes: 1000, logger });
  for (const hex of ["00000002" + "0000", "7fffffff" + "00", "ffffffff"]) {
    await using bad = new RawClient(proxy.bootstrapServers);
    bad.write(Uint8Array.fromHex(hex));
    await bad.ended;
  }
  assertEquals(warnings.length, 3);
  assert(warnings.every((warning) => warning.startsWith("The proxy ends a connection: ")));
  await using good = new RawClient(proxy.bootstrapServers);
  assert(await good.ask("Heartbeat", 4, HEARTBEAT));
});

Deno.test("frames spoiled at random, from either side, end no more than their connection", async () => {
  const random = seededRandom("spoiled frames");
  const spoiled = (frame: Uint8Array) => {
    const bytes = frame.slice();
    for (let flips = random.int(1, 4); flips > 0; flips--) {
      bytes[random.int(4, bytes.length - 1)] = random.int(0, 255);
    }
    return bytes;
  };
  await using broker = await new FakeBroker(answers({ Metadata: () => metadata([]) })).listen();
  broker.spoil = (frame) => random.next() < 0.5 ? spoiled(frame) : frame;
  await using proxy = await startProxy({ upstream: broker.address });
  const told = { requests: 0, answers: 0 };
  let onRequest = () => {};
  proxy.onTraffic(({ direction }) => {
    if (direction === "answer") return void told.answers++;
    told.requests++;
    onRequest();
  });
  proxy.add({ topics: ["none"], action: "refuse" });
  const head = { correlationId: 1, clientId: "c" };
  const frames = [
    joinChunks(encodeRequest("Produce", 9, head, produce("orders"))),
    joinChunks(encodeRequest("Metadata", 12, head, { topics: [{ name: "orders" }] })),
  ];
  await using clients = new AsyncDisposableStack();
  for (let round = 0; round < 300; round++) {
    const client = clients.use(new RawClient(proxy.bootstrapServers));
    const passed = new Promise<void>((resolve) => onRequest = resolve);
    client.write(spoiled(random.pick(frames)));
    await Promise.race([passed, client.ended]);
  }
  await clients.disposeAsync();
  await waitFor(() => proxy.connections === 0, { what: "the connections to end" });
  assert(told.requests > 100 && told.answers > 50, JSON.stringify(told));
  broker.spoil = (frame) => frame;
  await using good = new RawClient(proxy.bootstrapServers);
  assert(await good.ask("Heartbeat", 4, HEARTBEAT));
});

Deno.test("traffic is told with names, sizes, durations and bodies", async () => {
  const clock = new ManualClock();
  const seen: TrafficFrame[] = [];
  await using broker = await new FakeBroker(answers({
    Metadata: () => metadata([]),
    Fetch: () => ({ responses: [] }),
  })).listen();
  await using proxy = await startProxy({ upstream: broker.address, clock });
  const stop = proxy.onTraffic((frame) => seen.push(frame));
  await using client = new RawClient(proxy.bootstrapServers, "shop");
  const topics = [{ topicId: TOPIC_ID, partitions: [] }];
  await client.ask("Metadata", 12, { topics: null });
  await client.ask("Fetch", 13, { maxWaitMs: 1, minBytes: 1, topics });
  proxy.add({ apiKeys: ["Heartbeat"], action: { delayMs: 30, of: "answer" } });
  const slow = client.ask("Heartbeat", 4, HEARTBEAT);
  await waitFor(() => clock.sleepers === 1, { what: "the delay to begin" });
  clock.advance(30);
  await slow;
  stop();
  await client.ask("Metadata", 12, { topics: null });

  assertEquals(
    seen.map(({ direction, apiKey, topics, fault }) => [direction, apiKey, topics, fault]),
    [
      ["request", "Metadata", [], undefined],
      ["answer", "Metadata", [], undefined],
      ["request", "Fetch", ["orders"], undefined],
      ["answer", "Fetch", ["orders"], undefined],
      ["request", "Heartbeat", [], { delayMs: 30, of: "answer" }],
      ["answer", "Heartbeat", [], { delayMs: 30, of: "answer" }],
    ],
  );
  const [request, answer] = seen.slice(4);
  assertEquals([request!.clientId, request!.version, request!.key], ["shop", 4, 12]);
  assertEquals([request!.durationMs, answer!.durationMs], [undefined, 0]);
  assertEquals([request!.correlationId, answer!.correlationId], [3, 3]);
  assertEquals(request!.decode(), { ...HEARTBEAT, groupInstanceId: null });
  assertEquals(answer!.decode(), { errorCode: 0, throttleTimeMs: 0 });
  assertEquals(answer!.sizeBytes, 16);
});

Deno.test("a port that is taken, and addresses that are none, are told before anything starts", async () => {
  await using broker = await new FakeBroker({}).listen();
  const error = await assertRejects(
    () => startProxy({ upstream: "localhost:1", port: broker.port }),
    WorkshopError,
    `Port ${broker.port} on localhost is taken`,
  );
  assertEquals(error.code, "PORT_TAKEN");
  for (const upstream of ["localhost", "localhost:99999", "", "a b:1"]) {
    await assertRejects(() => startProxy({ upstream }), ConfigError, "is not an address");
  }
  await using proxy = await startProxy({ upstream: "localhost:1" });
  assertThrows(() => proxy.setUpstream("a:1,b:2"), ConfigError, "1 addresses, not 2");
  assertThrows(() => proxy.add({ probability: 2, action: "refuse" }), ConfigError, "from 0 to 1");
});
