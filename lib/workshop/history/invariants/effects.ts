import { Places } from "../by_partition.ts";
import type { Identity } from "../event.ts";
import type { Ground } from "../ground.ts";
import { IdSet } from "../ids.ts";
import type { Handlers } from "../handlers.ts";
import type { Breach, Invariant, Judge } from "../judge.ts";

/**
 * I6: the work on a record is done once where that is promised, by a transaction, by a store that
 * knows its documents, or by committing before working; elsewhere repeats are counted.
 */
export const effects: Invariant = {
  id: "I6",
  title: "effects",
  judge: (ground, breach) => new Effects(ground, breach),
};

class Effects implements Judge {
  readonly #ground: Ground;
  readonly #breach: (breach: Breach) => void;
  readonly #applied = new IdSet();
  readonly #stored = new IdSet();
  readonly #outputs = new Map<string, IdSet>();
  readonly #sources = new Places();
  readonly #counts = { applied: 0, "known already": 0, repeated: 0, stored: 0, outputs: 0 };

  constructor(ground: Ground, breach: (breach: Breach) => void) {
    this.#ground = ground;
    this.#breach = breach;
  }

  readonly on: Handlers = {
    effect: ({ outcome, id, topic, partition, offset }, at) => {
      if (outcome === "duplicate") {
        this.#counts["known already"]++;
        return;
      }
      this.#counts.applied++;
      if (this.#applied.add(this.#ground.ids.numberOf(id))) return;
      this.#counts.repeated++;
      const { delivery, keyedStore } = this.#ground.expect;
      if (!keyedStore && delivery !== "at-most-once") return;
      this.#breach({
        anomaly: "repeated effect",
        claim: keyedStore
          ? "A store that knows its documents takes each one once"
          : "Work that is committed before it begins is never repeated",
        found: `The effect of ${id} was applied again`,
        evidence: { topic, partition, offset, id },
        at,
      });
    },
    stored: (event, at) => {
      this.#counts.stored++;
      const first = this.#stored.add(this.#ground.ids.numberOf(event.id));
      if ((first && (event.count ?? 1) <= 1) || !this.#ground.expect.keyedStore) return;
      this.#breach({
        anomaly: "repeated effect",
        claim: "A store that knows its documents holds each one once",
        found: `${event.id} is in the store more than once`,
        evidence: placeOf(event),
        at,
      });
    },
    log: (event, at) => {
      if (event.from === undefined) return;
      this.#counts.outputs++;
      this.#sources.add(event.from);
      const { id, topic, partition, offset } = event;
      let ids = this.#outputs.get(topic);
      if (ids === undefined) this.#outputs.set(topic, ids = new IdSet());
      if (ids.add(this.#ground.ids.numberOf(id))) return;
      this.#counts.repeated++;
      if (this.#ground.expect.delivery !== "exactly-once") return;
      const { from } = event;
      this.#breach({
        anomaly: "repeated output",
        claim: "What a transaction makes of a record is in the log once",
        found: `${id} is in ${topic} again, made of ${from.topic}/${from.partition} ` +
          `at offset ${from.offset}`,
        evidence: { topic, partition, offset, id },
        at,
      });
    },
  };

  close() {
    for (const lost of this.#lostEffects()) this.#breach(lost);
    const { applied, "known already": known, stored, outputs } = this.#counts;
    return { evidence: applied + known + stored + outputs, counts: this.#counts };
  }

  /** Effects that their store does not show, where it was read. */
  *#lostEffects(): Generator<Breach> {
    if (this.#counts.stored === 0) return;
    for (const number of this.#applied) {
      if (this.#stored.has(number)) continue;
      const id = this.#ground.ids.idOf(number);
      yield {
        anomaly: "lost effect",
        claim: "What a store says it has taken is in it at the end",
        found: `The store took ${id}, but does not hold it`,
        evidence: { id },
      };
    }
  }
}

function placeOf(
  { id, topic, partition, offset }: Identity & {
    readonly topic?: string;
    readonly partition?: number;
    readonly offset?: bigint;
  },
) {
  return {
    id,
    ...(topic !== undefined && { topic }),
    ...(partition !== undefined && { partition }),
    ...(offset !== undefined && { offset }),
  };
}
