import type { Random } from "../../core/mod.ts";
import type { Happening, HistoryEvent, Identity } from "./event.ts";
import type { Expectations } from "./expectations.ts";

/** A history in which everything holds, made by chance; tests plant one fault in it. */
export interface RandomHistory {
  readonly events: HistoryEvent[];
  readonly expect: Expectations;
}

/** A record of the input as a log holds it. */
export interface Logged extends Identity {
  readonly key: string;
  readonly seq: number;
}

export const TOPIC = "orders";
export const GROUP = "stockroom";
export const PARTITIONS = 3;

/** Writes events down, each a little later than the one before. */
export class Scribe {
  readonly events: HistoryEvent[] = [];
  readonly random: Random;
  #t = 0;

  constructor(random: Random) {
    this.random = random;
  }

  note(p: string, happening: Happening): void {
    this.#t += this.random.next() * 5;
    this.events.push({ t: this.#t, p, ...happening } as HistoryEvent);
  }
}

/** Producers with their own keys; sends end acknowledged, failed for certain, or unknown. */
export class Producers {
  readonly log: Logged[][] = Array.from({ length: PARTITIONS }, () => []);
  readonly sent: Logged[] = [];
  readonly #scribe: Scribe;
  readonly #sequences = [0, 0, 0];

  constructor(scribe: Scribe) {
    this.#scribe = scribe;
  }

  send(): void {
    const { random } = this.#scribe;
    const number = random.int(0, 2);
    const p = `producer-${number}`;
    const seq = this.#sequences[number]!++;
    const key = `key-${random.int(0, 5)}`;
    const record = { id: `${p}:${seq}`, key, seq };
    const partition = Number(key.at(-1)) % PARTITIONS;
    const about = { type: "send", ...record, topic: TOPIC } as const;
    this.#scribe.note(p, { ...about, phase: "invoke" });
    const chance = random.next();
    if (chance < 0.05) {
      this.#scribe.note(p, { ...about, phase: "fail", code: "NOT_ENOUGH_REPLICAS" });
      return;
    }
    const written = chance > 0.1;
    if (written) this.#scribe.note(p, this.#answer(about, this.#append(partition, record)));
    else if (random.next() < 0.5) this.#append(partition, record);
    if (!written && random.next() < 0.7) {
      this.#scribe.note(p, { ...about, phase: "info", code: "REQUEST_TIMED_OUT" });
    }
  }

  #answer(
    about: Logged & { readonly type: "send"; readonly topic: string },
    at: { readonly partition: number; readonly offset: bigint },
  ): Happening {
    return { ...about, phase: "ok", ...at };
  }

  #append(partition: number, record: Logged) {
    this.sent.push(record);
    return { partition, offset: BigInt(this.log[partition]!.push(record) - 1) };
  }
}

/** What the fresh reader finds: holes are markers and what was aborted. */
export function readAll(
  scribe: Scribe,
  topic: string,
  logs: readonly (readonly (
    | Omit<Happening & { type: "log" }, "type" | "topic">
    | object
    | undefined
  )[])[],
): void {
  for (const [partition, log] of logs.entries()) {
    const offset = BigInt(log.length);
    scribe.note("reader", { type: "end", topic, partition, offset });
    for (const [offset, record] of log.entries()) {
      if (record === undefined) continue;
      const found = { type: "log", ...record, topic, partition, offset: BigInt(offset) };
      scribe.note("reader", found as Happening);
    }
  }
}
