import type { Random } from "../../core/mod.ts";
import {
  GROUP,
  type Logged,
  PARTITIONS,
  Producers,
  type RandomHistory,
  readAll,
  Scribe,
  TOPIC,
} from "./_random_producers.ts";

const OUTPUT = "invoices";

/** Two outputs for each input, in transactions that are committed, aborted, or cut off. */
export function transactionalHistory(random: Random): RandomHistory {
  const scribe = new Scribe(random);
  const producers = new Producers(scribe);
  const processor = new Processor(scribe);
  for (let turn = 0; turn < 120; turn++) {
    const partition = random.int(0, PARTITIONS - 1);
    if (random.next() < 0.6) producers.send();
    else processor.transaction(partition, producers.log[partition]!, random.next());
  }
  for (let partition = 0; partition < PARTITIONS; partition++) {
    while (processor.transaction(partition, producers.log[partition]!, 1));
  }
  readAll(scribe, TOPIC, producers.log);
  readAll(scribe, OUTPUT, processor.log);
  for (const [partition, offset] of processor.committed.entries()) {
    const at = { topic: TOPIC, partition, offset: BigInt(offset) };
    scribe.note("reader", { type: "committed", group: GROUP, ...at });
  }
  return { events: scribe.events, expect: { delivery: "exactly-once" } };
}

class Processor {
  readonly committed = new Array<number>(PARTITIONS).fill(0);
  readonly log: (object | undefined)[][] = Array.from({ length: PARTITIONS }, () => []);
  readonly #scribe: Scribe;
  #count = 0;

  constructor(scribe: Scribe) {
    this.#scribe = scribe;
  }

  /** One transaction over the next records of a partition; `false` when there are none. */
  transaction(partition: number, log: readonly Logged[], chance: number): boolean {
    const start = this.committed[partition]!;
    const batch = log.slice(start, start + this.#scribe.random.int(1, 4));
    if (batch.length === 0) return false;
    const p = `processor-${partition}`;
    const transactionalId = `${GROUP}-${TOPIC}-${partition}`;
    const txn = `${transactionalId}#${this.#count++}`;
    const phase = (phase: "begin" | "commit" | "abort" | "committed" | "aborted" | "unknown") =>
      this.#scribe.note(p, { type: "txn", phase, txn, transactionalId });
    phase("begin");
    const target = this.log[partition]!;
    const first = target.length;
    for (const [index, record] of batch.entries()) {
      this.#deliver(p, record, { partition, offset: BigInt(start + index) });
      const from = { topic: TOPIC, partition, offset: BigInt(start + index) };
      const [producer] = record.id.split(":");
      for (const part of ["a", "b"]) {
        const id = `${producer}/${part}:${record.seq}`;
        this.#output(p, { ...record, id }, { partition, txn, from });
      }
    }
    if (chance < 0.08) {
      this.#cutOff(p, { ...batch.at(-1)!, partition, txn });
      target.fill(undefined, first);
      return true;
    }
    const offset = BigInt(start + batch.length);
    const commit = { type: "commit", group: GROUP, topic: TOPIC, partition, offset, txn } as const;
    this.#scribe.note(p, { ...commit, phase: "invoke" });
    this.#scribe.note(p, { ...commit, phase: "ok" });
    phase(chance < 0.2 ? "abort" : "commit");
    const written = chance >= 0.3;
    if (chance < 0.2) phase("aborted");
    else if (chance < 0.45) phase("unknown");
    else phase("committed");
    if (written) this.committed[partition] = start + batch.length;
    else target.fill(undefined, first);
    target.push(undefined);
    for (let at = first; written && at < target.length - 1; at++) {
      const output = target[at] as Logged;
      this.#scribe.note("auditor", {
        type: "deliver",
        ...output,
        topic: OUTPUT,
        partition,
        offset: BigInt(at),
        reader: "auditor",
      });
    }
    return true;
  }

  /** The answer to the last output never comes, and nobody asks for the commit. */
  #cutOff(p: string, { id, key, partition, txn }: Logged & { partition: number; txn: string }) {
    const [producer, seq] = id.split(":");
    const output = { id: `${producer}/b:${seq}`, key, topic: OUTPUT, partition, txn };
    this.#scribe.note(p, { type: "send", phase: "invoke", ...output });
    if (this.#scribe.random.next() < 0.5) return;
    this.#scribe.note(p, { type: "send", phase: "info", ...output });
    const transactionalId = `${GROUP}-${TOPIC}-${partition}`;
    this.#scribe.note(p, { type: "txn", phase: "unknown", txn, transactionalId });
  }

  #deliver(p: string, record: Logged, at: { partition: number; offset: bigint }): void {
    this.#scribe.note(p, { type: "deliver", ...record, topic: TOPIC, ...at, reader: GROUP });
  }

  #output(
    p: string,
    record: Logged,
    about: {
      partition: number;
      txn: string;
      from: { topic: string; partition: number; offset: bigint };
    },
  ): void {
    const target = this.log[about.partition]!;
    const send = { type: "send", ...record, topic: OUTPUT, ...about } as const;
    this.#scribe.note(p, { ...send, phase: "invoke" });
    target.push({ ...record, from: about.from });
    this.#scribe.note(p, { ...send, phase: "ok", offset: BigInt(target.length - 1) });
  }
}
