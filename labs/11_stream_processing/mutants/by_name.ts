// caught by: own-time
// says: knows some before
// Keeps the totals in an object, by the name of the shop.
import type { Payment, State, Stepped, Total } from "../stub.ts";

const WINDOW_MS = 60_000;
const GRACE_MS = 20_000;

export function step(
  state: State | undefined,
  event: Payment | undefined,
  watermark: number,
): Stepped {
  const open: Record<string, Record<string, Total>> = {};
  for (const total of state?.open ?? []) (open[total.shop] ??= {})[total.startMs] = total;
  let late = false;
  if (event !== undefined) {
    const { shop, amount } = event;
    const startMs = Math.floor(event.timeMs / WINDOW_MS) * WINDOW_MS;
    const endMs = startMs + WINDOW_MS;
    late = endMs + GRACE_MS <= watermark;
    if (!late) {
      const ofShop = open[shop] ??= {};
      const { count, total } = ofShop[startMs] ?? { count: 0, total: 0 };
      ofShop[startMs] = { shop, startMs, endMs, count: count + 1, total: total + amount };
    }
  }
  const all = Object.values(open).flatMap((ofShop) => Object.values(ofShop));
  const results = all.filter(({ endMs }) => endMs + GRACE_MS <= watermark).sort(byEndAndShop);
  const kept = all.filter(({ endMs }) => endMs + GRACE_MS > watermark);
  return { state: { open: kept }, results, late };
}

function byEndAndShop(a: Total, b: Total): number {
  if (a.endMs !== b.endMs) return a.endMs - b.endMs;
  return a.shop < b.shop ? -1 : a.shop > b.shop ? 1 : 0;
}
