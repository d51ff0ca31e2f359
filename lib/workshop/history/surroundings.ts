import type { History, HistoryEvent, Position } from "./event.ts";
import type { Breach, Evidence } from "./judge.ts";

/** What a history shows around a breach. */
export interface Surroundings {
  /** The fault in force then, or the last one before it. */
  readonly fault: string | undefined;
  /** When it was. */
  readonly t: number | undefined;
  /** Where the record stands, by the event that shows the breach, as far as the breach lacks it. */
  readonly place: Pick<Evidence, "partition" | "offset">;
  /** The events that concern the same record, and those before and after in its partition. */
  readonly around: readonly HistoryEvent[];
}

/** Most events of the record itself. */
const OF_THE_RECORD = 12;

/** Goes through the history once more and gathers what stands around each breach. */
export async function surroundingsOf(
  breaches: readonly Breach[],
  history: History,
  around: number,
): Promise<Surroundings[]> {
  if (breaches.length === 0) return [];
  const gatherings = breaches.map((breach) => new Gathering(breach, around));
  const faults = new Faults();
  let at = 0;
  for await (const event of history) {
    if (event.type === "fault") faults.see(event);
    for (const gathering of gatherings) gathering.see(event, at, faults);
    at++;
  }
  return gatherings.map((gathering) => gathering.result());
}

/** Which faults are in force. */
class Faults {
  readonly #inForce = new Set<string>();
  #last: string | undefined;

  see({ name, phase }: { readonly name: string; readonly phase: string }): void {
    if (phase === "end") this.#inForce.delete(name);
    else this.#inForce.add(name);
    this.#last = name;
  }

  get now(): string | undefined {
    if (this.#inForce.size > 0) return [...this.#inForce].join(", ");
    return this.#last === undefined ? undefined : `${this.#last} (over by then)`;
  }
}

interface Seen {
  readonly at: number;
  readonly event: HistoryEvent;
}

class Gathering {
  readonly #breach: Breach;
  readonly #around: number;
  readonly #record: Seen[] = [];
  #before: Seen[] = [];
  readonly #after: Seen[] = [];
  #anchor: { readonly event: HistoryEvent; readonly fault: string | undefined } | undefined;

  constructor(breach: Breach, around: number) {
    this.#breach = breach;
    this.#around = around;
  }

  see(event: HistoryEvent, at: number, faults: Faults): void {
    const { evidence } = this.#breach;
    const own = isOf(event, evidence);
    if (own && this.#record.length < OF_THE_RECORD) this.#record.push({ at, event });
    if (this.#isAnchor(event, at, own)) {
      this.#anchor = { event, fault: faults.now };
      if (!own) this.#record.push({ at, event });
      return;
    }
    if (own || !isNear(event, evidence)) return;
    if (this.#anchor === undefined) {
      this.#before.push({ at, event });
      if (this.#before.length > 2 * this.#around) this.#before = this.#before.slice(-this.#around);
    } else if (this.#after.length < this.#around) {
      this.#after.push({ at, event });
    }
  }

  /** The event that shows the breach; when none is named, the last word about the record's send. */
  #isAnchor(event: HistoryEvent, at: number, own: boolean): boolean {
    if (this.#breach.at !== undefined) return at === this.#breach.at;
    if (!own || this.#anchor !== undefined) return false;
    return event.type === "txn" ? event.phase !== "begin" : event.type !== "send" ||
      event.phase !== "invoke";
  }

  result(): Surroundings {
    const before = this.#around === 0 ? [] : this.#before.slice(-this.#around);
    const seen = [...this.#record, ...before, ...this.#after].sort((a, b) => a.at - b.at);
    return {
      fault: this.#anchor?.fault,
      t: (this.#anchor ?? this.#record[0])?.event.t,
      place: placeIn(this.#anchor?.event, this.#breach.evidence),
      around: [...new Map(seen.map(({ at, event }) => [at, event])).values()],
    };
  }
}

/** Whether an event is about the record, or else the transaction, that a breach is about. */
function isOf(event: HistoryEvent, { id, txn }: Evidence): boolean {
  if (id !== undefined) return "id" in event && event.id === id;
  return txn !== undefined && "txn" in event && event.txn === txn;
}

/** Whether an event stands near: in the same partition or transaction, or is a fault or an error. */
function isNear(event: HistoryEvent, { topic, partition, txn }: Evidence): boolean {
  if (event.type === "fault" || event.type === "error") return true;
  if (event.type === "meta" || event.type === "end") return false;
  if (txn !== undefined && "txn" in event && event.txn === txn) return true;
  const place: Partial<Position> = "from" in event && event.from !== undefined && "reason" in event
    ? event.from
    : event as Partial<Position>;
  if (topic === undefined || place.topic !== topic) return false;
  return partition === undefined || place.partition === undefined || place.partition === partition;
}

/** Partition and offset of an event about the same record in the same topic. */
function placeIn(
  event: HistoryEvent | undefined,
  { id, topic, partition }: Evidence,
): Surroundings["place"] {
  if (event?.type !== "send" || id === undefined || partition !== undefined) return {};
  if (event.id !== id || event.topic !== topic || event.partition === undefined) return {};
  const { offset } = event;
  return { partition: event.partition, ...(offset === undefined ? {} : { offset }) };
}
