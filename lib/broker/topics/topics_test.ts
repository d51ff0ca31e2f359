import { assertEquals, assertThrows } from "@std/assert";
import { ManualClock } from "../../core/mod.ts";
import { RequestError } from "../errors.ts";
import { PartitionLog } from "../log/partition_log.ts";
import { Purgatory } from "../purgatory.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { Timers } from "../timers.ts";
import { MetadataLog } from "./metadata_log.ts";
import { Topics } from "./topics.ts";

function open(log: PartitionLog): { topics: Topics; purgatory: Purgatory } {
  const storage = new MemoryStorage();
  const purgatory = new Purgatory(new Timers(new ManualClock()));
  const metadata = new MetadataLog(log, () => 0);
  let ids = 0;
  const newId = () => `id-${++ids}`;
  return {
    purgatory,
    topics: new Topics({ storage, metadata, purgatory, newId, onDamage() {} }),
  };
}

function metadataLog(): PartitionLog {
  return new PartitionLog({ folder: new MemoryStorage().folder("metadata") });
}

const ORDERS = { name: "orders", assignments: [[0], [0]], configs: [] };

Deno.test("a topic exists once, by name and by id", () => {
  const { topics } = open(metadataLog());
  const topic = topics.create(ORDERS);
  assertEquals([topics.get("orders"), topics.byId(topic.id)], [topic, topic]);
  assertEquals(topics.partition("orders", 1)?.index, 1);
  assertEquals(topics.partition("orders", 2), undefined);
  const again = assertThrows(() => topics.create(ORDERS), RequestError);
  assertEquals(again.code, "TOPIC_ALREADY_EXISTS");
});

Deno.test("two topics whose metrics would have one name can't be", () => {
  const { topics } = open(metadataLog());
  topics.create({ ...ORDERS, name: "a.b" });
  const error = assertThrows(() => topics.create({ ...ORDERS, name: "a_b" }), RequestError);
  assertEquals(error.code, "INVALID_TOPIC_EXCEPTION");
});

Deno.test("topics, settings and placement are there after a restart, in a new leader epoch", () => {
  const log = metadataLog();
  const before = open(log).topics;
  const topic = before.create({ ...ORDERS, configs: [["retention.ms", "5"]] });
  before.configure(topic, [["retention.ms", "7"], ["segment.bytes", "2000000"]]);
  before.configure(topic, [["segment.bytes", null]]);
  before.grow(topic, [[2, 1]]);
  before.delete(before.create({ ...ORDERS, name: "gone" }));
  const after = open(log).topics;
  assertEquals([...after].map(({ name }) => name), ["orders"]);
  const restored = after.get("orders")!;
  assertEquals([restored.id, [...restored.configs]], [topic.id, [["retention.ms", "7"]]]);
  assertEquals(restored.partitions.map(({ leader }) => leader), [0, 0, 2]);
  assertEquals(restored.partitions[2]!.replicas, [2, 1]);
  assertEquals(restored.partitions.map(({ leaderEpoch }) => leaderEpoch), [1, 1, 1]);
});

Deno.test("a new setting holds for logs that are open", () => {
  const { topics } = open(metadataLog());
  const topic = topics.create(ORDERS);
  topics.configure(topic, [["max.message.bytes", "77"], ["cleanup.policy", "compact"]]);
  const { maxMessageBytes, compacts } = topic.partitions[1]!.log.config;
  assertEquals([maxMessageBytes, compacts], [77, true]);
});

Deno.test("who waits for a topic that is deleted is woken", async () => {
  const { topics, purgatory } = open(metadataLog());
  const topic = topics.create(ORDERS);
  const waiting = purgatory.wait({
    keys: topic.partitions,
    ready: () => topics.get("orders") === undefined ? "gone" : undefined,
    expired: () => "late",
  });
  topics.delete(topic);
  assertEquals(await waiting, "gone");
});
