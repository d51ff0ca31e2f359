import { Bits } from "../bits.ts";
import { ByPartition } from "../by_partition.ts";
import type { EventOf, Position } from "../event.ts";
import type { Ground } from "../ground.ts";
import type { Breach } from "../judge.ts";

interface Lane {
  readonly finished: Bits;
  /** Where each group's commits were looked at up to. */
  readonly judgedTo: Map<string, number>;
  /** Where the next effect may be, in a run that commits before it works. */
  committed: number;
}

/** Offsets that were committed before all of them were finished; whether they hold records is open. */
interface Suspicion extends Position {
  readonly from: number;
  readonly to: number;
  readonly group: string;
  readonly at: number;
}

/**
 * Whether what is committed was finished before. In a run that commits before it works, whether what
 * is worked on was committed before.
 */
export class FinishedPrefix {
  readonly #ground: Ground;
  readonly #breach: (breach: Breach) => void;
  readonly #lanes = new ByPartition<Lane>(() => ({
    finished: new Bits(),
    judgedTo: new Map(),
    committed: 0,
  }));
  readonly #suspicions: Suspicion[] = [];
  readonly #early: Breach[] = [];
  /** What open transactions have finished so far: nothing, if they are aborted. */
  readonly #inTransaction = new Map<string, Position[]>();
  /** Offsets that open transactions take along: their commit asks for them. */
  readonly #takenAlong = new Map<string, EventOf<"commit">[]>();
  #asked = false;
  /** How many commits were looked at. */
  judged = 0;

  constructor(ground: Ground, breach: (breach: Breach) => void) {
    this.#ground = ground;
    this.#breach = breach;
  }

  /** A record is no more to be worked on where it stands. */
  finish({ topic, partition, offset }: Position): void {
    this.#lanes.of(topic, partition).finished.add(Number(offset));
  }

  /** A record was made of another, which is finished by it unless their transaction is aborted. */
  output({ phase, from, txn }: EventOf<"send">): void {
    if (phase !== "ok" || from === undefined) return;
    this.finish(from);
    if (txn === undefined) return;
    const finished = this.#inTransaction.get(txn) ?? [];
    finished.push(from);
    this.#inTransaction.set(txn, finished);
  }

  transaction({ phase, txn }: EventOf<"txn">, at: number): void {
    if (phase === "commit") {
      for (const event of this.#takenAlong.get(txn) ?? []) this.#suspect(event, at);
    }
    if (phase !== "begin") this.#takenAlong.delete(txn);
    if (phase !== "committed" && phase !== "aborted") return;
    if (phase === "aborted") {
      for (const { topic, partition, offset } of this.#inTransaction.get(txn) ?? []) {
        this.#lanes.of(topic, partition).finished.delete(Number(offset));
      }
    }
    this.#inTransaction.delete(txn);
  }

  effect(event: EventOf<"effect">, at: number): void {
    this.finish(event);
    if (this.#ground.expect.delivery !== "at-most-once") return;
    const { topic, partition, offset, id } = event;
    const lane = this.#lanes.of(topic, partition);
    if (Number(offset) < lane.committed) return;
    this.#early.push({
      anomaly: "early effect",
      claim: "At most once: work on a record begins when its offset is committed",
      found: `${id} was worked on before its offset was committed`,
      evidence: { topic, partition, offset, id },
      at,
    });
  }

  commit(event: EventOf<"commit">, at: number): void {
    const { topic, partition, phase } = event;
    const lane = this.#lanes.of(topic, partition);
    if (phase === "ok") {
      lane.committed = Math.max(lane.committed, Number(event.offset));
    }
    if (phase === "fail" || phase === "info") return;
    if (phase === "invoke") this.#asked = true;
    if (phase === "invoke" || !this.#asked) this.judged++;
    if (event.txn === undefined || phase === "ok") this.#suspect(event, at);
    else this.#takenAlong.getOrInsertComputed(event.txn, () => []).push(event);
  }

  /** Notes what a commit takes for finished and is not. */
  #suspect(event: EventOf<"commit">, at: number): void {
    if (this.#ground.expect.delivery === "at-most-once") return;
    const { topic, partition, group } = event;
    const to = Number(event.offset);
    const lane = this.#lanes.of(topic, partition);
    const from = lane.judgedTo.get(group) ?? 0;
    if (to <= from) return;
    lane.judgedTo.set(group, to);
    for (const [start, end] of lane.finished.gaps(from, to)) {
      this.#suspicions.push({ ...event, from: start, to: end, at });
    }
  }

  close(): void {
    // Without a single commit there is nothing that work could have come before.
    for (const early of this.judged > 0 ? this.#early : []) this.#breach(early);
    for (const suspicion of this.#suspicions) {
      const unfinished = this.#firstRecord(suspicion);
      if (unfinished === undefined) continue;
      const { topic, partition, offset, group, at } = suspicion;
      this.#breach({
        anomaly: "early commit",
        claim: "An offset is committed when everything before it is finished",
        found: `Group ${group} committed ${offset} of ${topic}/${partition} while offset ` +
          `${unfinished} was not finished`,
        evidence: {
          topic,
          partition,
          offset: BigInt(unfinished),
          group,
          ...this.#idAt(suspicion, unfinished),
        },
        at,
      });
    }
  }

  /** The first offset of a stretch at which there is a record. */
  #firstRecord({ topic, partition, from, to }: Suspicion): number | undefined {
    const { log, delivered } = this.#ground.partition(topic, partition);
    if (!this.#ground.topic(topic).read) {
      for (const offset of delivered) if (offset >= from && offset < to) return offset;
      return undefined;
    }
    for (const [offset] of log.entries(from, to)) return offset;
    return undefined;
  }

  #idAt({ topic, partition }: Position, offset: number): { readonly id?: string } {
    const number = this.#ground.loggedAt({ topic, partition, offset: BigInt(offset) });
    return number === undefined ? {} : { id: this.#ground.ids.idOf(number) };
  }
}
