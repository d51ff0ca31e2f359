import type { EventOf, HistoryFacts } from "./event.ts";

/** What is called for each event of a kind. */
export type Handlers = {
  readonly [K in keyof HistoryFacts]?: (event: EventOf<K>, at: number) => void;
};
