import { useEffect, useState } from "./preact.ts";
import { FIRST_STATE, nextState } from "./state.ts";
import type { PageEvent, PageState } from "./state.ts";
import { listen } from "./use_stream.ts";

/** The overview's state, kept up to date by the server's stream of events. */
export function useOverview(path: string): PageState {
  const [state, setState] = useState<PageState>(FIRST_STATE);
  useEffect(() => {
    const hear = (event: PageEvent) =>
      setState((known) => nextState(known, event, performance.now()));
    return listen(path, {
      types: ["history", "update", "failure"],
      onEvent: (event) => hear(event as PageEvent),
      onState: (connection) => hear({ type: connection === "open" ? "opened" : "lost" }),
    });
  }, [path]);
  return state;
}
