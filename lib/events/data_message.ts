import type { Clock, Random } from "../core/mod.ts";
import { breakMessage, type Poison, type PoisonKind, type PoisonRecipe } from "./poison.ts";

/** A data item, as the JSON text of the topic `data-topic` holds it. */
export interface DataMessage {
  /** A UUID, the record's key too. */
  readonly id: string;
  /** `item_` and eight digits. */
  readonly name: string;
  /** UTC with `Z`, to the millisecond. */
  readonly created_at: string;
  /** Where it comes from. */
  readonly metadata?: {
    /** The source system. */
    readonly source?: string;
    /** A semantic version. */
    readonly version?: string;
  };
}

/** The headers of a data item's record. */
export interface DataHeaders {
  /** What the value is. */
  readonly "content-type": "application/json";
  /** The item's own `created_at`. */
  readonly created_at: string;
}

/** A record before it is sent: key, value and headers. */
export type DataTuple = readonly [key: string, value: DataMessage, headers: DataHeaders];

const SOURCES = ["system-a", "system-b", "system-c"] as const;
const VERSION = "1.0.0";

/**
 * One record of now: the one place that decides what data items look like. A seeded `random` and a
 * standing clock repeat it.
 */
export function dataTuple(random: Random, clock: Pick<Clock, "now">): DataTuple {
  const id = random.uuid();
  const created_at = new Date(clock.now()).toISOString();
  const value = {
    id,
    name: `item_${String(random.int(0, 99_999_999)).padStart(8, "0")}`,
    created_at,
    metadata: { source: random.pick(SOURCES), version: VERSION },
  };
  return [id, value, dataHeaders(value)];
}

/** The headers that belong to a data item. */
export function dataHeaders({ created_at }: DataMessage): DataHeaders {
  return { "content-type": "application/json", created_at };
}

const BREAK: PoisonRecipe<DataMessage> = {
  unknownType: { name: "thing_00000001" },
  required: ["id", "name", "created_at"],
  wrongType: ({ created_at }) => ({ created_at: Date.parse(created_at) }),
};

/**
 * Breaks a good data item.
 *
 * @param kind Which way; chance decides when it is left out
 */
export function poisonFromData(item: DataMessage, random: Random, kind?: PoisonKind): Poison {
  return breakMessage(item, BREAK, random, kind);
}
