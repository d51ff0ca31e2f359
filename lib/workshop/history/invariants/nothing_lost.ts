import { ByPartition, Places } from "../by_partition.ts";
import type { Ground, TopicFacts } from "../ground.ts";
import { IdSet } from "../ids.ts";
import type { Handlers } from "../handlers.ts";
import type { Breach, Invariant, Judge } from "../judge.ts";

/** I1: what was acknowledged is in the log, and what is in the log was worked on or given up on. */
export const nothingLost: Invariant = {
  id: "I1",
  title: "nothing lost",
  judge: (ground, breach) => new NothingLost(ground, breach),
};

class NothingLost implements Judge {
  readonly #ground: Ground;
  readonly #breach: (breach: Breach) => void;
  readonly #done = new IdSet();
  /** Places whose records others in the log were made of. */
  readonly #derived = new Places();
  readonly #committed = new ByPartition(() => ({ offset: 0 }));

  constructor(ground: Ground, breach: (breach: Breach) => void) {
    this.#ground = ground;
    this.#breach = breach;
  }

  readonly on: Handlers = {
    effect: ({ id }) => this.#done.add(this.#ground.ids.numberOf(id)),
    stored: ({ id }) => this.#done.add(this.#ground.ids.numberOf(id)),
    dlq: ({ id }) => this.#done.add(this.#ground.ids.numberOf(id)),
    log: ({ from }) => from !== undefined && this.#derived.add(from),
    commit: (event) => event.phase === "ok" && this.#moveTo(event),
    committed: (event) => this.#moveTo(event),
  };

  #moveTo(at: { readonly topic: string; readonly partition: number; readonly offset: bigint }) {
    const committed = this.#committed.of(at.topic, at.partition);
    committed.offset = Math.max(committed.offset, Number(at.offset));
  }

  close() {
    const counts = {
      acknowledged: 0,
      "in the log": 0,
      uncertain: 0,
      "uncertain, found in the log": 0,
      "never worked on": 0,
    };
    let evidence = 0;
    for (const topic of this.#ground.topics.values()) {
      if (!topic.read) continue;
      evidence += topic.acknowledged.size;
      counts.acknowledged += topic.acknowledged.size;
      counts["in the log"] += topic.logged.size;
      for (const id of uncertainOf(topic)) {
        counts.uncertain++;
        if (topic.logged.has(id)) counts["uncertain, found in the log"]++;
      }
      for (const lost of this.#lostWrites(topic)) this.#breach(lost);
    }
    for (const topic of this.#ground.inputs()) {
      evidence += topic.logged.size;
      for (const undone of this.#undone(topic)) {
        counts["never worked on"]++;
        if (this.#ground.expect.delivery !== "at-most-once") this.#breach(undone);
      }
    }
    return { evidence, counts };
  }

  *#lostWrites(topic: TopicFacts): Generator<Breach> {
    for (const number of topic.acknowledged) {
      if (topic.logged.has(number)) continue;
      const id = this.#ground.ids.idOf(number);
      yield {
        anomaly: "lost write",
        claim: "Every acknowledged record is in the log",
        found: `${id} was acknowledged, but ${topic.name} does not hold it`,
        evidence: { topic: topic.name, id },
      };
    }
  }

  *#undone(topic: TopicFacts): Generator<Breach> {
    const { expect, ids } = this.#ground;
    const poison = new Set(expect.poison?.map(({ id }) => ids.numberOf(id)));
    for (const [partition, { log }] of topic.partitions) {
      const end = expect.interrupted ? this.#committed.of(topic.name, partition).offset : Infinity;
      for (const [offset, number] of log.entries(0, end)) {
        if (this.#done.has(number) || poison.has(number)) continue;
        if (this.#derived.has(topic.name, partition, offset)) continue;
        const id = ids.idOf(number);
        yield {
          anomaly: "lost record",
          claim: "Every record in the log was worked on or is in the DLQ",
          found: `${id} is in the log, but it had no effect and is not in the DLQ`,
          evidence: { topic: topic.name, partition, offset: BigInt(offset), id },
        };
      }
    }
  }
}

/** Ids that may have been written, and of which no try is known to have been. */
function* uncertainOf(topic: TopicFacts): Generator<number> {
  for (const id of topic.uncertain) if (!topic.acknowledged.has(id)) yield id;
  for (const id of topic.open.keys()) {
    if (!topic.acknowledged.has(id) && !topic.uncertain.has(id)) yield id;
  }
}
