import { assert, assertEquals, assertThrows } from "@std/assert";
import { Cluster } from "../broker/mod.ts";
import { seededRandom } from "../core/mod.ts";
import {
  decodeResponse,
  encodeBatch,
  FrameSplitter,
  Reader,
  splitBatches,
} from "../protocol/mod.ts";
import { FaultTarget, produceOne, TARGET_NAME } from "./_fault_target.ts";
import { HEARTBEAT } from "./_fixtures.ts";
import { RawClient } from "./_raw_client.ts";
import { startProxy } from "./mod.ts";
import { garbled, withFlippedBit } from "./spoiled_frame.ts";

const CORRUPT_MESSAGE = 2;

Deno.test(`${TARGET_NAME} refuses a batch whose bit was turned on its way, and stores nothing of it`, async () => {
  await using target = await FaultTarget.open(() => Cluster.start());
  await using proxy = await startProxy({ upstream: target.address });
  const flip = proxy.add({ apiKeys: ["Produce"], action: "flipRequest", times: 20, seed: "bits" });
  await using client = new RawClient(proxy.bootstrapServers);
  for (let time = 0; time < 20; time++) {
    assertEquals(await produceOne(client, target.topic), CORRUPT_MESSAGE);
  }
  assertEquals([flip.fired, await target.end(target.topic)], [20, 0]);
  assertEquals([await produceOne(client, target.topic), await target.end(target.topic)], [0, 1]);
});

Deno.test(`a batch of ${TARGET_NAME} whose bit is turned on its way does not fit its CRC`, async () => {
  await using target = await FaultTarget.open(() => Cluster.start());
  await using proxy = await startProxy({ upstream: target.address });
  const flip = proxy.add({ apiKeys: ["Fetch"], action: "flipAnswer", times: 20, seed: "bits" });
  await using client = new RawClient(proxy.bootstrapServers);
  const fetchAt = async (fetchOffset: number) => {
    const partition = { partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 };
    const topics = [{ topic: target.topic, partitions: [partition] }];
    const answer = await client.ask("Fetch", 11, { maxWaitMs: 10, minBytes: 1, topics });
    const [found] = answer!.responses[0]!.partitions;
    return [...splitBatches(found!.records ?? new Uint8Array())];
  };
  assertEquals(await fetchAt(0), []);
  assertEquals(flip.fired, 0, "without a batch there is nothing to turn");
  for (let count = 0; count < 3; count++) await produceOne(client, target.topic);
  const isDamaged = async () =>
    (await fetchAt(0)).map((batch) => batch.computeCrc() !== batch.crc).filter(Boolean).length;
  for (let time = 0; time < 20; time++) assertEquals(await isDamaged(), 1);
  assertEquals([flip.fired, await isDamaged()], [20, 0]);
});

Deno.test(`a request that nobody can read ends its connection to ${TARGET_NAME}, and does nothing`, async () => {
  await using target = await FaultTarget.open(() => Cluster.start());
  await using proxy = await startProxy({ upstream: target.address });
  const fault = proxy.add({ apiKeys: ["Produce"], action: "garbleRequest", times: 9, seed: "odd" });
  for (let time = 0; time < 9; time++) {
    await using client = new RawClient(proxy.bootstrapServers);
    assertEquals(await produceOne(client, target.topic), "no answer");
    await client.ended;
  }
  assertEquals([fault.fired, await target.end(target.topic)], [9, 0]);
});

Deno.test(`the work of an answer that nobody can read is done on ${TARGET_NAME}`, async () => {
  await using target = await FaultTarget.open(() => Cluster.start());
  await using proxy = await startProxy({ upstream: target.address });
  const fault = proxy.add({ apiKeys: ["Produce"], action: "garbleAnswer" });
  await using client = new RawClient(proxy.bootstrapServers);
  produceOne(client, target.topic).catch(() => {});
  await using other = new RawClient(proxy.bootstrapServers);
  while (fault.fired === 0) await other.ask("Heartbeat", 4, HEARTBEAT);
  assertEquals(await target.end(target.topic), 1);
});

Deno.test("whatever a frame is garbled to, a reader can tell", () => {
  const random = seededRandom("garbled");
  const answer = Uint8Array.of(0, 0, 0, 12, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0);
  for (let time = 0; time < 200; time++) {
    const before = answer.slice();
    const frame = garbled(answer, random);
    assertEquals(answer, before);
    const correlationId = new Reader(frame, 4).int32();
    if (correlationId !== 7) continue;
    assertThrows(() => {
      const [whole] = new FrameSplitter(1000).push(frame);
      decodeResponse("Heartbeat", 4, new Reader(whole!, 4));
      if (whole!.length < answer.length) throw new Error("it is too short");
    });
  }
});

Deno.test("a bit is turned in one batch of several, never in front of its CRC", () => {
  const random = seededRandom("flips");
  const batches = ["a", "b"].map((text) =>
    encodeBatch([{ timestampMs: 1, value: new TextEncoder().encode(text) }])
  );
  const frame = new Uint8Array([0, 0, 0, 0, ...batches[0]!, ...batches[1]!]);
  const body = { responses: [{ partitions: [{ records: frame.subarray(4) }] }] };
  for (let time = 0; time < 500; time++) {
    const copy = withFlippedBit(frame, body, random)!;
    const changed = [...copy.keys()].filter((at) => copy[at] !== frame[at]);
    assertEquals(changed.length, 1);
    const at = (changed[0]! - 4) % batches[0]!.length;
    assert(at >= 17, `byte ${at} of a batch was changed`);
  }
  assertEquals(withFlippedBit(frame, { responses: [] }, random), undefined);
});
