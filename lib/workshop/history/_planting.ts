import type { Random } from "../../core/mod.ts";
import type { RandomHistory } from "./_random_producers.ts";
import type { EventOf, HistoryEvent, HistoryFacts } from "./event.ts";
import type { InvariantId } from "./judge.ts";

/** Plants one fault; `undefined` when this history has no place for it. */
export type Mutation = (history: RandomHistory, random: Random) => HistoryEvent[] | undefined;

export interface Planted {
  readonly name: string;
  readonly of: (random: Random) => RandomHistory;
  readonly caughtBy: InvariantId;
  readonly anomaly: string;
  readonly mutate: Mutation;
}

export function of<K extends keyof HistoryFacts>(
  events: readonly HistoryEvent[],
  type: K,
  fits: (event: EventOf<K>) => boolean = () => true,
): EventOf<K>[] {
  return events.filter((event): event is EventOf<K> => event.type === type)
    .filter((event) => fits(event));
}

export function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}

export const without = (events: readonly HistoryEvent[], gone: HistoryEvent | undefined) =>
  gone && events.filter((event) => event !== gone);

export function instead<T extends HistoryEvent>(
  events: readonly HistoryEvent[],
  old: T | undefined,
  change: (event: T) => Partial<T>,
): HistoryEvent[] | undefined {
  return old &&
    events.map((event) => event === old ? { ...event, ...change(old) } as HistoryEvent : event);
}

export function after(
  events: readonly HistoryEvent[],
  place: HistoryEvent | undefined,
  ...added: object[]
): HistoryEvent[] | undefined {
  if (place === undefined) return undefined;
  const { t, p } = place;
  const news = added.map((event) => ({ t, p, ...event }) as HistoryEvent);
  return events.flatMap((event) => event === place ? [event, ...news] : [event]);
}

export const isPoison = ({ expect }: RandomHistory, id: string) =>
  expect.poison?.some((poison) => poison.id === id) ?? false;

export function acked(history: RandomHistory, random: Random): EventOf<"log"> | undefined {
  const sent = new Set(of(history.events, "send", ({ phase }) => phase === "ok").map((e) => e.id));
  return pick(
    of(history.events, "log", (e) => sent.has(e.id) && !isPoison(history, e.id)),
    random,
  );
}
