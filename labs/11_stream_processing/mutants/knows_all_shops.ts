// caught by: stored-state
// says: no window is open
// Remembers each shop that it has ever heard of.
import type { Payment, State, Stepped, Total } from "../stub.ts";

const WINDOW_MS = 60_000;
const GRACE_MS = 20_000;

export function step(
  state: State | undefined,
  event: Payment | undefined,
  watermark: number,
): Stepped {
  const { open, shops } = { open: [], shops: [], ...state } as State & { shops: readonly string[] };
  const late = event !== undefined && isFinal(windowOf(event.timeMs), watermark);
  const taken = event === undefined || late ? open : add(open, event);
  const kept = taken.filter(({ endMs }) => !isFinal(endMs, watermark));
  const known = event === undefined ? shops : [...new Set([...shops, event.shop])];
  return {
    state: Object.assign({ open: kept }, { shops: known }),
    results: taken.filter(({ endMs }) => isFinal(endMs, watermark)).sort(byEndAndShop),
    late,
  };
}

function windowOf(timeMs: number): number {
  return (Math.floor(timeMs / WINDOW_MS) + 1) * WINDOW_MS;
}

function isFinal(endMs: number, watermark: number): boolean {
  return watermark >= endMs + GRACE_MS;
}

function add(open: readonly Total[], { shop, timeMs, amount }: Payment): readonly Total[] {
  const endMs = windowOf(timeMs);
  const isMine = (total: Total) => total.shop === shop && total.endMs === endMs;
  const mine = open.find(isMine) ??
    { shop, startMs: endMs - WINDOW_MS, endMs, count: 0, total: 0 };
  const more = { ...mine, count: mine.count + 1, total: mine.total + amount };
  return [...open.filter((total) => !isMine(total)), more];
}

function byEndAndShop(a: Total, b: Total): number {
  return a.endMs - b.endMs || (a.shop < b.shop ? -1 : a.shop > b.shop ? 1 : 0);
}
