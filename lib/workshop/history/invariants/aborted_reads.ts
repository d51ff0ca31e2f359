import type { Ground, TopicFacts } from "../ground.ts";
import type { Breach, Invariant } from "../judge.ts";
import type { Output, Transaction } from "../transactions.ts";

/** I2: what was aborted or definitely failed is never read. */
export const abortedReads: Invariant = {
  id: "I2",
  title: "no aborted reads",
  judge: (ground, breach) => ({
    close() {
      const counts = { failed: 0, aborted: 0 };
      if (ground.expect.isolation === "read_uncommitted") return { evidence: 0, counts };
      for (const found of failedReads(ground, counts)) breach(found);
      for (const found of readsOfAborted(ground, counts)) breach(found);
      return { evidence: counts.failed + counts.aborted, counts };
    },
  }),
};

const CLAIM = "Nobody reads what was aborted or failed for certain";

function* failedReads(ground: Ground, counts: { failed: number }): Generator<Breach> {
  for (const topic of ground.topics.values()) {
    for (const number of topic.failed) {
      if (topic.acknowledged.has(number) || topic.uncertain.has(number)) continue;
      if (topic.open.has(number)) continue;
      counts.failed++;
      if (!wasRead(topic, number)) continue;
      const id = ground.ids.idOf(number);
      yield {
        anomaly: "phantom record",
        claim: CLAIM,
        found: `Sending ${id} failed for certain, yet it was read from ${topic.name}`,
        evidence: { topic: topic.name, id },
      };
    }
  }
}

function* readsOfAborted(ground: Ground, counts: { aborted: number }): Generator<Breach> {
  const living = ground.transactions.livingIds();
  for (const transaction of ground.transactions) {
    if (transaction.outcome !== "aborted") continue;
    for (const output of transaction.outputs) {
      counts.aborted++;
      if (!isRead(ground, transaction, output, living)) continue;
      const id = ground.ids.idOf(output.id);
      yield {
        anomaly: "aborted read",
        claim: CLAIM,
        found: `${id} was read although its transaction ${transaction.txn} was aborted`,
        evidence: {
          topic: output.topic,
          ...(output.at &&
            { partition: output.at.partition, offset: BigInt(output.at.offset) }),
          id,
          txn: transaction.txn,
        },
      };
    }
  }
}

function isRead(
  ground: Ground,
  transaction: Transaction,
  { topic, id, at }: Output,
  living: { has(id: number): boolean },
): boolean {
  if (transaction.named.has(id)) return true;
  const facts = ground.topic(topic);
  if (at === undefined) return !living.has(id) && wasRead(facts, id);
  const partition = facts.partitions.get(at.partition);
  if (partition === undefined) return false;
  return partition.log.get(at.offset) === id || partition.delivered.has(at.offset);
}

function wasRead(topic: TopicFacts, id: number): boolean {
  return topic.logged.has(id) || topic.delivered.has(id);
}
