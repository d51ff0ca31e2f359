import type { HistoryEvent } from "../history/mod.ts";

interface Tried {
  readonly atMs: number;
  readonly partition: number;
  readonly offset: number;
}

/** How far a run is, followed as its events come in. */
export class Progress {
  readonly #input: string;
  readonly #group: string;
  /** The next-to-read offset that is committed, by partition of the input. */
  readonly #committed = new Map<number, number>();
  /** Acknowledged records of the input that no commit covers yet, in the order of their offsets. */
  readonly #open = new Map<number, Tried[]>();
  readonly #triedAt = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  /** When a record was sent of which it is known that it was finished, the latest per partition. */
  readonly #finishedTries = new Map<number, number>();

  /** Follows one input topic and one group. */
  constructor({ input, group }: { readonly input: string; readonly group: string }) {
    this.#input = input;
    this.#group = group;
  }

  /** How many events there were of a type, or of a type in a phase: `send ok`. */
  count(what: string): number {
    return this.#counts.get(what) ?? 0;
  }

  /** How many acknowledged records of the input no commit covers yet. */
  get backlog(): number {
    return this.#open.values().reduce((sum, { length }) => sum + length, 0);
  }

  /** Whether in each of so many partitions a record was finished that was sent since then. */
  isThrough(partitions: number, sinceMs: number): boolean {
    const finished = [...this.#finishedTries.values()].filter((triedMs) => triedMs >= sinceMs);
    return finished.length === partitions;
  }

  /** Takes the next event. */
  see(event: HistoryEvent): void {
    const phase = "phase" in event ? ` ${event.phase}` : "";
    this.#add(event.type);
    if (phase !== "") this.#add(event.type + phase);
    if (event.type === "effect") this.#add(`effect ${event.outcome}`);
    if (event.type === "send" && event.topic === this.#input) this.#sent(event);
    if (event.type === "commit" && event.phase === "ok" && event.group === this.#group) {
      if (event.topic === this.#input) this.#commit(event.partition, Number(event.offset));
    }
  }

  #add(what: string): void {
    this.#counts.set(what, this.count(what) + 1);
  }

  #sent(event: HistoryEvent & { type: "send" }): void {
    if (event.phase === "invoke") this.#triedAt.set(event.id, event.t);
    if (event.phase !== "ok" || event.offset === undefined || event.txn !== undefined) return;
    const partition = event.partition!;
    const tried = { atMs: this.#triedAt.get(event.id)!, partition, offset: Number(event.offset) };
    this.#open.getOrInsertComputed(partition, () => []).push(tried);
    this.#settle(partition);
  }

  #commit(partition: number, offset: number): void {
    this.#committed.set(partition, Math.max(offset, this.#committed.get(partition) ?? 0));
    this.#settle(partition);
  }

  #settle(partition: number): void {
    const committed = this.#committed.get(partition) ?? 0;
    const open = this.#open.get(partition) ?? [];
    while (open.length > 0 && open[0]!.offset < committed) {
      const { atMs } = open.shift()!;
      this.#finishedTries.set(partition, Math.max(atMs, this.#finishedTries.get(partition) ?? 0));
    }
  }
}
