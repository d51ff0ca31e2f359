import type { ConsumedRecord } from "../../consumer/mod.ts";
import { RequestError } from "../routing.ts";
import { type Cursor, printCursor } from "./cursor.ts";
import type { Filter } from "./filter.ts";
import { mergeLanes } from "./merge.ts";
import type { RecordsDeps } from "./ports.ts";
import { RecordMatcher } from "./record_matcher.ts";
import { ScanBudget, type ScanCaps, type SpentCap } from "./scan_budget.ts";
import { scanBack, scanForward, type Stretch } from "./scan.ts";

/** Where a search begins. */
export type SearchStart =
  | { readonly at: "earliest" | "latest" }
  | { readonly at: "offset"; readonly offset: bigint }
  | { readonly at: "time"; readonly timeMs: number };

/** What is looked for, where, and how far. */
export interface SearchQuery {
  readonly topic: string;
  /** All when left out. */
  readonly partitions?: readonly number[];
  /** `latest` goes back from the end, the others forward. */
  readonly start: SearchStart;
  /** Goes on where an earlier answer stopped; the start does not count then. */
  readonly cursor?: Cursor;
  readonly filter?: Filter;
  readonly limit: number;
  readonly caps: ScanCaps;
  /** Records of open and aborted transactions too. */
  readonly uncommitted?: boolean;
}

/** A page of what was found. */
export interface Found<T> {
  readonly records: readonly T[];
  readonly newestFirst: boolean;
  readonly scanned: { readonly records: number; readonly bytes: number; readonly ms: number };
  /** `limit`: the page is full; `end`: there is no more; else the cap that was reached. */
  readonly stopped: "limit" | "end" | SpentCap;
  /** Where each partition stopped. */
  readonly positions: readonly { readonly partition: number; readonly offset: string }[];
  /** Goes on from there; `null` at the end. */
  readonly next: string | null;
}

/** What a search makes of a record that passes. */
export type Viewed = { readonly timestampMs: number; readonly offset: bigint | string };

/** Most partitions that are read at once. */
const MOST_PARTITIONS = 500;

/** Searches a topic, record by record, within caps; it says where it stopped and how to go on. */
export class Search<T extends Viewed> {
  readonly #deps: RecordsDeps;
  readonly #view: (record: ConsumedRecord) => Promise<T> | T;

  constructor(deps: RecordsDeps, view: (record: ConsumedRecord) => Promise<T> | T) {
    this.#deps = deps;
    this.#view = view;
  }

  /** @throws {RequestError} for a partition that isn't there, or too many */
  async run(query: SearchQuery, signal: AbortSignal): Promise<Found<T>> {
    const newestFirst = query.cursor?.newestFirst ?? query.start.at === "latest";
    const stretches = await this.#stretches(query, newestFirst);
    using budget = new ScanBudget(query.caps, signal);
    const matcher = new RecordMatcher(query.filter, this.#deps.decoder);
    const scan = {
      ...{ kafka: this.#deps.kafka, topic: query.topic, limit: query.limit, budget },
      isolationLevel: query.uncommitted === true ? "read_uncommitted" : "read_committed",
      passes: (record: ConsumedRecord) => matcher.passes(record),
      view: this.#view,
    } as const;
    const lanes = [];
    for (const [index, stretch] of stretches.entries()) {
      const share = Math.ceil(budget.left.records / (stretches.length - index));
      lanes.push(await (newestFirst ? scanBack : scanForward)(scan, stretch, share));
      signal.throwIfAborted();
    }
    const { taken, untaken } = mergeLanes(lanes, { limit: query.limit, newestFirst });
    const offsets = new Map(lanes.map(({ partition, position }): [number, bigint] => {
      const rest = untaken.get(partition)?.offset;
      // backwards a cursor is the end, exclusive, of what is still to be shown
      return [partition, rest === undefined ? position : BigInt(rest) + (newestFirst ? 1n : 0n)];
    }));
    const isDone = untaken.size === 0 && lanes.every(({ ended }) => ended);
    return {
      records: taken,
      newestFirst,
      scanned: budget.scanned,
      stopped: isDone ? "end" : taken.length >= query.limit ? "limit" : budget.spent ?? "records",
      positions: [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) })),
      next: isDone ? null : printCursor({ newestFirst, offsets }),
    };
  }

  async #stretches(query: SearchQuery, newestFirst: boolean): Promise<Stretch[]> {
    const { topic, start, cursor } = query;
    const { admin } = this.#deps;
    const all = await admin.topicOffsets(topic);
    const wanted = cursor === undefined ? query.partitions : [...cursor.offsets.keys()];
    const unknown = wanted?.find((partition) => !all.some((each) => each.partition === partition));
    if (unknown !== undefined) {
      throw new RequestError(
        404,
        `${topic} has no partition ${unknown}: it has 0 to ${all.length - 1}`,
      );
    }
    const chosen = wanted === undefined
      ? all
      : all.filter(({ partition }) => wanted.includes(partition));
    if (chosen.length > MOST_PARTITIONS) {
      throw new RequestError(
        422,
        `${topic} has ${chosen.length} partitions: choose at most ${MOST_PARTITIONS} of them`,
      );
    }
    const atTime = start.at === "time" && cursor === undefined
      ? await admin.offsetsAtTime(topic, start.timeMs)
      : [];
    return chosen.map(({ partition, low, high }) => {
      const given = cursor?.offsets.get(partition) ??
        (start.at === "offset"
          ? start.offset
          : atTime.find((each) => each.partition === partition)?.offset);
      if (newestFirst) return { partition, from: low, to: within(given ?? high, low, high) };
      return { partition, from: within(given ?? low, low, high), to: high };
    });
  }
}

function within(offset: bigint, low: bigint, high: bigint): bigint {
  return offset < low ? low : offset > high ? high : offset;
}
