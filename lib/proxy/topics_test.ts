import { assertEquals } from "@std/assert";
import {
  type ApiName,
  decodeRequest,
  decodeRequestHeader,
  encodeRequest,
  joinChunks,
  Reader,
  type RequestInput,
} from "../protocol/mod.ts";
import { namesTopics, topicsOf } from "./topics.ts";

const ID = "hkrgPHwZRUeXSMUKCHAaHg";
const NAMES = new Map([[ID, "orders"]]);

function topics<N extends ApiName>(name: N, version: number, body: RequestInput<N>): string[] {
  const header = { correlationId: 1, clientId: null };
  const reader = new Reader(joinChunks(encodeRequest(name, version, header, body)), 4);
  decodeRequestHeader(reader);
  return topicsOf(decodeRequest(name, version, reader), NAMES);
}

Deno.test("topics are found in requests by name", () => {
  const partitions: never[] = [];
  const named = [{ name: "orders", partitions }, { name: "payments", partitions }];
  const both = ["orders", "payments"];
  assertEquals(topics("ListOffsets", 7, { replicaId: -1, topics: named }), both);
  assertEquals(topics("Metadata", 1, { topics: named }), both);
  assertEquals(topics("Metadata", 12, { topics: null }), []);
  assertEquals(topics("OffsetCommit", 8, { groupId: "g", topics: named }), both);
  assertEquals(
    topics("OffsetFetch", 7, { groupId: "g", topics: [{ name: "orders", partitionIndexes: [] }] }),
    ["orders"],
  );
  assertEquals(topics("DeleteTopics", 5, { topicNames: both, timeoutMs: 1 }), both);
  assertEquals(topics("DeleteTopics", 6, { topics: named, timeoutMs: 1 }), both);
  assertEquals(topics("OffsetForLeaderEpoch", 4, { topics: [{ topic: "orders", partitions }] }), [
    "orders",
  ]);
  const transaction = {
    v3AndBelowTransactionalId: "t",
    v3AndBelowProducerId: 1,
    v3AndBelowProducerEpoch: 0,
  };
  assertEquals(topics("AddPartitionsToTxn", 3, { ...transaction, v3AndBelowTopics: named }), both);
});

Deno.test("topics are found within groups and transactions", () => {
  const groups = [{ groupId: "g", topics: [{ name: "orders", partitionIndexes: [0] }] }];
  assertEquals(topics("OffsetFetch", 8, { groups }), ["orders"]);
  const transactions = [{
    transactionalId: "t",
    producerId: 1,
    producerEpoch: 0,
    topics: [{ name: "payments", partitions: [0] }],
  }];
  assertEquals(topics("AddPartitionsToTxn", 4, { transactions }), ["payments"]);
});

Deno.test("a topic id is told by its name once that is known", () => {
  const fetch = (topicId: string) =>
    topics("Fetch", 13, { maxWaitMs: 1, minBytes: 1, topics: [{ topicId, partitions: [] }] });
  assertEquals(fetch(ID), ["orders"]);
  const unknown = "AAAAAAAAAAAAAAAAAAAAAQ";
  assertEquals(fetch(unknown), [unknown]);
});

Deno.test("only some keys name topics", () => {
  assertEquals([namesTopics("Produce"), namesTopics("Heartbeat")], [true, false]);
});
