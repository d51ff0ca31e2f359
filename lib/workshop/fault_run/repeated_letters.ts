import type { HistoryEvent } from "../history/mod.ts";
import type { Objection } from "./run_fault.ts";

/**
 * A record that is delivered again may be given up on again: who was killed, or left behind by its
 * group, could not commit. Letters beyond the deliveries have no such excuse.
 */
export function unprovokedLetters(events: readonly HistoryEvent[]): readonly Objection[] {
  const deliveries = new Map<string, number>();
  const letters = new Map<string, number>();
  const add = (counts: Map<string, number>, id: string) =>
    counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const event of events) {
    if (event.type === "deliver") add(deliveries, event.id);
    if (event.type === "dlq" && event.phase === "found") add(letters, event.id);
  }
  return [...letters].flatMap(([id, count]) => {
    const delivered = deliveries.get(id) ?? 0;
    if (count <= Math.max(1, delivered)) return [];
    return [{
      rule: "I7",
      what: `${id} has ${count} letters, and was delivered ${delivered} times`,
    }];
  });
}
