import { type Clock, systemClock } from "../../core/mod.ts";

/** Asks at most once in `forMs`; who asks in between shares the answer. A failure is not kept. */
export function remembered<T>(
  ask: () => Promise<T>,
  { forMs, clock = systemClock }: { readonly forMs: number; readonly clock?: Clock },
): { (): Promise<T>; forget(): void } {
  let known: { readonly atMs: number; readonly answer: Promise<T> } | undefined;
  const get = () => {
    const nowMs = clock.monotonicMs();
    if (known !== undefined && nowMs - known.atMs < forMs) return known.answer;
    const asked = { atMs: nowMs, answer: ask() };
    known = asked;
    asked.answer.catch(() => {
      if (known === asked) known = undefined;
    });
    return asked.answer;
  };
  return Object.assign(get, { forget: () => void (known = undefined) });
}
