import type { Random } from "../../core/mod.ts";
import type { Happening } from "./event.ts";
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

/** A group that works on the log at least once, into a store that knows its documents. */
class Group {
  readonly poison = new Set<string>();
  readonly deadLetters: Happening[] = [];
  readonly store = new Set<string>();
  readonly committed = new Array<number>(PARTITIONS).fill(0);
  readonly #position = new Array<number>(PARTITIONS).fill(0);
  readonly #owner = new Array<string>(PARTITIONS).fill("");
  readonly #scribe: Scribe;
  #generation = 0;

  constructor(scribe: Scribe) {
    this.#scribe = scribe;
    this.rebalance();
  }

  rebalance(): void {
    const { random } = this.#scribe;
    const before = [...this.#owner];
    const old = this.#generation++;
    const members = ["m1", "m2"];
    for (let partition = 0; partition < PARTITIONS; partition++) {
      this.#owner[partition] = random.pick(members);
    }
    for (const member of members) {
      const partitions = [...this.#owner.keys()].filter((at) => this.#owner[at] === member);
      this.#scribe.note(member, {
        type: "assign",
        phase: "assigned",
        group: GROUP,
        member,
        generation: this.#generation,
        topic: TOPIC,
        partitions,
      });
    }
    if (old > 0 && random.next() < 0.6) {
      const partition = random.int(0, PARTITIONS - 1);
      this.#commit(partition, { member: before[partition]!, generation: old, phase: "fail" });
    }
    for (let at = 0; at < PARTITIONS; at++) this.#position[at] = this.committed[at]!;
  }

  /** Works on the next record of a partition; `false` when there is none. */
  work(partition: number, log: readonly Logged[]): boolean {
    const offset = this.#position[partition]!;
    const record = log[offset];
    if (record === undefined) return false;
    this.#position[partition] = offset + 1;
    const member = this.#owner[partition]!;
    const at = { topic: TOPIC, partition, offset: BigInt(offset) };
    const who = { generation: this.#generation, member };
    this.#scribe.note(member, { type: "deliver", ...record, ...at, ...who, reader: GROUP });
    if (this.poison.has(record.id)) this.#giveUp(member, record, at);
    else {
      const outcome = this.store.has(record.id) ? "duplicate" : "applied";
      this.store.add(record.id);
      this.#scribe.note(member, { type: "effect", ...record, ...at, ...who, outcome });
    }
    return true;
  }

  commit(partition: number): void {
    if (this.#position[partition] === this.committed[partition]) return;
    const phase = this.#scribe.random.next() < 0.9 ? "ok" : "info";
    const member = this.#owner[partition]!;
    this.#commit(partition, { member, generation: this.#generation, phase });
    this.committed[partition] = this.#position[partition]!;
  }

  #giveUp(
    member: string,
    record: Logged,
    from: { topic: string; partition: number; offset: bigint },
  ): void {
    const about = { type: "dlq", ...record, from, reason: "BAD_ORDER", attempts: 1 } as const;
    if (this.deadLetters.some((letter) => "id" in letter && letter.id === record.id)) return;
    this.#scribe.note(member, { ...about, phase: "sent" });
    this.deadLetters.push({ ...about, phase: "found", bytesEqual: true });
  }

  #commit(
    partition: number,
    by: { member: string; generation: number; phase: "ok" | "fail" | "info" },
  ): void {
    const { phase, ...who } = by;
    const offset = BigInt(this.#position[partition]!);
    const about = {
      type: "commit",
      group: GROUP,
      topic: TOPIC,
      partition,
      offset,
      ...who,
    } as const;
    this.#scribe.note(who.member, { ...about, phase: "invoke" });
    this.#scribe.note(who.member, { ...about, phase });
  }
}

/** Producers, faults, rebalances, poison and a keyed store. */
export function atLeastOnceHistory(random: Random): RandomHistory {
  const scribe = new Scribe(random);
  const producers = new Producers(scribe);
  const group = new Group(scribe);
  for (let turn = 0; turn < 150; turn++) {
    const chance = random.next();
    const partition = random.int(0, PARTITIONS - 1);
    if (chance < 0.4) {
      producers.send();
      const last = producers.sent.at(-1);
      if (random.next() < 0.1 && last && !group.store.has(last.id)) group.poison.add(last.id);
    } else if (chance < 0.75) group.work(partition, producers.log[partition]!);
    else if (chance < 0.9) group.commit(partition);
    else if (chance < 0.93) group.rebalance();
    else if (chance < 0.96) fault(scribe);
  }
  for (let partition = 0; partition < PARTITIONS; partition++) {
    while (group.work(partition, producers.log[partition]!));
    group.commit(partition);
  }
  readAll(scribe, TOPIC, producers.log.map((log) => log.map((record) => ({ ...record }))));
  for (const letter of group.deadLetters) scribe.note("reader", letter);
  for (const id of group.store) scribe.note("reader", { type: "stored", id });
  for (const [partition, offset] of group.committed.entries()) {
    scribe.note("reader", {
      type: "committed",
      group: GROUP,
      topic: TOPIC,
      partition,
      offset: BigInt(offset),
    });
  }
  const poison = [...group.poison].map((id) => ({ id, reason: "BAD_ORDER", attempts: 1 }));
  const expect = { delivery: "at-least-once", keyedStore: true, poison } as const;
  return { events: scribe.events, expect };
}

function fault(scribe: Scribe): void {
  const name = scribe.random.pick(["leader killed", "store down"]);
  scribe.note("runner", { type: "fault", name, phase: "begin" });
  scribe.note("runner", { type: "fault", name, phase: "fired" });
  const code = "STORE_BUSY";
  scribe.note("m1", { type: "error", class: "StoreError", code, uncaught: false });
  scribe.note("runner", { type: "fault", name, phase: "end" });
  scribe.note("runner", { type: "recovered", fault: name, ms: scribe.random.int(1, 9000) });
  scribe.note("runner", {
    type: "metric",
    name: "retries_total",
    before: 0,
    after: 2,
    fault: name,
  });
}

/** Offsets are committed before the work; a member that is killed leaves some of it undone. */
export function atMostOnceHistory(random: Random): RandomHistory {
  const scribe = new Scribe(random);
  const producers = new Producers(scribe);
  for (let turn = 0; turn < 60; turn++) producers.send();
  for (const [partition, log] of producers.log.entries()) {
    for (let start = 0; start < log.length;) {
      const batch = log.slice(start, start + random.int(1, 5));
      const offset = BigInt(start + batch.length);
      const commit = { type: "commit", group: GROUP, topic: TOPIC, partition, offset } as const;
      scribe.note("m1", { ...commit, phase: "invoke" });
      scribe.note("m1", { ...commit, phase: "ok" });
      const done = random.next() < 0.2 ? random.int(0, batch.length - 1) : batch.length;
      for (const [index, record] of batch.slice(0, done).entries()) {
        const at = { topic: TOPIC, partition, offset: BigInt(start + index) };
        scribe.note("m1", { type: "effect", ...record, ...at, outcome: "applied" });
      }
      start += batch.length;
    }
  }
  readAll(scribe, TOPIC, producers.log);
  return { events: scribe.events, expect: { delivery: "at-most-once" } };
}
