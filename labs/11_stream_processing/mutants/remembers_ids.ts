// caught by: stored-state
// says: will fill any store
// Remembers every payment's id, to know those again that come twice.
import type { Payment, State, Stepped, Total } from "../stub.ts";

const WINDOW_MS = 60_000;
const GRACE_MS = 20_000;

interface Remembering extends State {
  readonly seen: readonly string[];
}

export function step(
  state: State | undefined,
  event: Payment | undefined,
  watermark: number,
): Stepped {
  const { open = [], seen = [] } = (state ?? {}) as Partial<Remembering>;
  const late = event !== undefined && isFinal(windowOf(event.timeMs), watermark);
  const taken = event === undefined || late || seen.includes(event.id) ? open : add(open, event);
  const next: Remembering = {
    open: taken.filter((total) => !isFinal(total.endMs, watermark)),
    seen: event === undefined ? seen : [...new Set([...seen, event.id])],
  };
  return {
    state: next,
    results: taken.filter((total) => isFinal(total.endMs, watermark)).sort(byEndAndShop),
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
