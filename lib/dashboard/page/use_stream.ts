import { useEffect, useRef, useState } from "./preact.ts";

/** How a stream of events is doing. */
export type Connection = "connecting" | "open" | "lost";

/** An event of the server. */
export interface StreamEvent {
  readonly type: string;
  readonly data: unknown;
}

/** What is listened to, and who hears it. */
export interface StreamOptions {
  /** Names of events; others are not heard. */
  readonly types: readonly string[];
  readonly onEvent: (event: StreamEvent) => void;
}

const RETRY_MS = 2000;

/** Listens to a stream of the server while the component is shown; null listens to nothing. */
export function useStream(path: string | null, options: StreamOptions): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    if (path === null) return;
    setConnection("connecting");
    return listen(path, {
      types: latest.current.types,
      onEvent: (event) => latest.current.onEvent(event),
      onState: setConnection,
    });
  }, [path]);
  return connection;
}

/** Listens until the returned function is called, and opens the stream again when it ends. */
export function listen(
  path: string,
  { types, onEvent, onState }: StreamOptions & {
    readonly onState: (state: "open" | "lost") => void;
  },
): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource(path);
    source.onopen = () => onState("open");
    source.onerror = () => {
      onState("lost");
      // the browser comes back by itself after a cut, but not after an answer like 503
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    };
    for (const type of types) {
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
