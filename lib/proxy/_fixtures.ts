import { encodeBatch, type RequestInput, type ResponseInput } from "../protocol/mod.ts";
import type { Answers } from "./_fake_broker.ts";

/** Id of the topic orders. */
export const TOPIC_ID = "hkrgPHwZRUeXSMUKCHAaHg";

/** A request with one record of 100 bytes. */
export function produce(topic: string, acks = -1): RequestInput<"Produce"> {
  const records = encodeBatch([{ timestampMs: 1, value: new Uint8Array(100) }]);
  return {
    acks,
    timeoutMs: 1000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
  };
}

/** The answer to it. */
export const PRODUCED: ResponseInput<"Produce"> = {
  responses: [{
    name: "orders",
    partitionResponses: [{ index: 0, errorCode: 0, baseOffset: 7 }],
  }],
};

/** An answer with these brokers and the topic orders. */
export function metadata(
  nodes: readonly { nodeId: number; port: number }[],
): ResponseInput<"Metadata"> {
  const brokers = nodes.map((node) => ({ ...node, host: "localhost" }));
  const topics = [{ errorCode: 0, name: "orders", topicId: TOPIC_ID, partitions: [] }];
  return { brokers, topics };
}

/** What a fake broker answers to heartbeats and producers, and more. */
export function answers(more: Answers = {}): Answers {
  return {
    Heartbeat: () => ({ errorCode: 0 }),
    Produce: (body) => (body as RequestInput<"Produce">).acks === 0 ? undefined : PRODUCED,
    ...more,
  };
}

/** A request without a topic. */
export const HEARTBEAT = { groupId: "g", generationId: 1, memberId: "m" };
