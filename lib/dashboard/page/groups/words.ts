import { span } from "../format.ts";
import type { RebalanceView } from "../../groups/rebalance.ts";

/** How much a state should worry who sees it, as the badges have it. */
export function levelOfState(state: string): "ok" | "warning" | "pending" {
  if (state === "Stable") return "ok";
  return state === "Empty" || state === "Dead" ? "pending" : "warning";
}

const STATES: ReadonlyMap<string, string> = new Map([
  ["Stable", "Every member has its partitions and reads."],
  ["Empty", "Nobody is in the group; what it has committed is kept."],
  ["PreparingRebalance", "The coordinator waits until all members have asked to join anew."],
  ["CompletingRebalance", "The members are there; they wait to be told their partitions."],
  ["Assigning", "The coordinator is sharing out the partitions."],
  ["Reconciling", "Members are giving partitions up and taking others."],
  ["Dead", "The coordinator knows nothing of the group."],
]);

/** What a state means; "" for one that is not known here. */
export function meaningOf(state: string): string {
  return STATES.get(state) ?? "";
}

/** How long a rebalance took, as far as looks now and then can tell. */
export function lengthOf({ endedAtMs, minMs, maxMs }: RebalanceView): string {
  if (endedAtMs === null) return `for ${seconds(minMs)} so far`;
  if (maxMs === null) return `${seconds(minMs)} or more`;
  return minMs === 0 ? `less than ${seconds(maxMs)}` : `${seconds(minMs)} to ${seconds(maxMs)}`;
}

function seconds(ms: number): string {
  return span(ms / 1000);
}

/**
 * The partitions that a text names: `0, 2-4`; `undefined` for an empty text, which means all.
 *
 * @throws {Error} with a sentence for other texts
 */
export function partitionsIn(text: string): number[] | undefined {
  const parts = text.split(",").map((part) => part.trim()).filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  const numbers = parts.flatMap((part) => {
    const [, first, last = first] = /^(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || to < from || to - from > 10_000) {
      throw new Error(`"${part}" names no partitions: write 0, or 0, 2-4, or nothing for all`);
    }
    return Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** By how much a move changes an offset: `+5`, `−3`, `0`; "new" where nothing was committed. */
export function difference(from: string | null, to: string): string {
  if (from === null) return "new";
  const by = BigInt(to) - BigInt(from);
  return by > 0n ? `+${by}` : by < 0n ? `−${-by}` : "0";
}
