import type { EventOf } from "../event.ts";
import { IdSet } from "../ids.ts";
import type { Invariant } from "../judge.ts";

/**
 * I5: the records of a key keep the order in which their producer sent them, in the log and in the
 * effects. Only the first appearance of a record counts: to see it again is no matter of order.
 */
export const keyOrder: Invariant = {
  id: "I5",
  title: "key order",
  judge(ground, breach) {
    const counts = { "in the log": 0, effects: 0 };
    const lanes = { log: new Lanes(), effect: new Lanes() };
    const see = (event: EventOf<"log"> | EventOf<"effect">, at: number) => {
      if (ground.expect.ordered === false) return;
      const { id, key, topic, partition, offset } = event;
      const number = ground.ids.numberOf(id);
      const parts = ground.ids.partsOf(number);
      const sequence = event.seq ?? parts?.sequence;
      if (key === undefined || sequence === undefined) return;
      const before = lanes[event.type].see({
        topic,
        lane: `${parts?.producer ?? ""}\n${key}`,
        number,
        sequence,
      });
      counts[event.type === "log" ? "in the log" : "effects"]++;
      if (before === undefined) return;
      breach({
        anomaly: "order inversion",
        claim: "The records of a key keep the order in which they were sent",
        found: event.type === "log"
          ? `${id}, number ${sequence} of key ${key}, stands in the log behind number ${before}`
          : `${id}, number ${sequence} of key ${key}, was worked on after number ${before}`,
        evidence: { topic, partition, offset, id },
        at,
      });
    };
    return {
      on: { log: see, effect: see },
      close: () => ({ evidence: counts["in the log"] + counts.effects, counts }),
    };
  },
};

interface Step {
  readonly topic: string;
  readonly lane: string;
  readonly number: number;
  readonly sequence: number;
}

/** The last sequence of each key, by topic. */
class Lanes {
  readonly #topics = new Map<string, { seen: IdSet; last: Map<string, number> }>();

  /** The sequence that should not have been there before this one, if there is one. */
  see({ topic, lane, number, sequence }: Step): number | undefined {
    let lanes = this.#topics.get(topic);
    if (lanes === undefined) {
      this.#topics.set(topic, lanes = { seen: new IdSet(), last: new Map() });
    }
    if (!lanes.seen.add(number)) return undefined;
    const last = lanes.last.get(lane);
    lanes.last.set(lane, Math.max(sequence, last ?? sequence));
    return last !== undefined && sequence < last ? last : undefined;
  }
}
