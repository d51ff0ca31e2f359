import { useEffect, useState } from "./preact.ts";
import { FIRST_STATE, nextState } from "./state.ts";
import type { PageEvent, PageState } from "./state.ts";

const RETRY_MS = 2000;

/** The page's state, kept up to date by the server's stream of events. */
export function useStream(path: string): PageState {
  const [state, setState] = useState<PageState>(FIRST_STATE);
  useEffect(() =>
    listen(path, (event) => {
      setState((known) => nextState(known, event, performance.now()));
    }), [path]);
  return state;
}

/** Listens until the returned function is called, and opens the stream again when it ends. */
function listen(path: string, onEvent: (event: PageEvent) => void): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(path);
    source.onopen = () => onEvent({ type: "opened" });
    source.onerror = () => {
      onEvent({ type: "lost" });
      // the browser comes back by itself after a cut, but not after an answer like 503
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    };
    for (const type of ["history", "update", "failure"] as const) {
      source.addEventListener(type, (message) => {
        onEvent({ type, data: JSON.parse((message as MessageEvent<string>).data) });
      });
    }
  };
  open();
  return () => {
    source?.close();
    clearTimeout(timer);
  };
}
