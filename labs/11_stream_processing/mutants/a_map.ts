// caught by: stored-state
// says: a Map
// Keeps the open windows in a Map, which JSON stores as nothing.
import type { Payment, State, Stepped, Total } from "../stub.ts";

const WINDOW_MS = 60_000;
const GRACE_MS = 20_000;

export function step(
  state: State | undefined,
  event: Payment | undefined,
  watermark: number,
): Stepped {
  const kept: unknown = state?.open;
  const open = new Map<string, Total>(kept instanceof Map ? kept : []);
  const isFinal = (endMs: number) => watermark >= endMs + GRACE_MS;
  const startMs = Math.floor((event?.timeMs ?? 0) / WINDOW_MS) * WINDOW_MS;
  const endMs = startMs + WINDOW_MS;
  const late = event !== undefined && isFinal(endMs);
  if (event !== undefined && !late) {
    const { shop, amount } = event;
    const { count, total } = open.get(`${shop} ${endMs}`) ?? { count: 0, total: 0 };
    const more = { shop, startMs, endMs, count: count + 1, total: total + amount };
    open.set(`${shop} ${endMs}`, more);
  }
  const results = [...open.values()].filter((total) => isFinal(total.endMs))
    .sort((a, b) => a.endMs - b.endMs || (a.shop < b.shop ? -1 : 1));
  for (const { shop, endMs } of results) open.delete(`${shop} ${endMs}`);
  return { state: { open: open as unknown as readonly Total[] }, results, late };
}
