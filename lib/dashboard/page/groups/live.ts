import { span, timeOfDay } from "../format.ts";
import { html } from "../html.ts";
import { useEffect, useState } from "../preact.ts";
import { useStream } from "../use_stream.ts";
import type { Connection } from "../use_stream.ts";

/** What a stream has told so far. */
export interface Live<T> {
  /** The last figures; kept while none come. */
  readonly value: T | null;
  /** Why there are no fresh ones. */
  readonly failure: string | null;
  /** What was looked at is no longer there. */
  readonly gone: string | null;
  readonly connection: Connection;
}

interface Dated {
  readonly atMs: number;
  readonly failure: { readonly message: string; readonly sinceMs: number } | null;
}

interface Known<T> {
  readonly path: string;
  readonly value: T | null;
  readonly failure: string | null;
  readonly gone: string | null;
}

/** Follows a stream whose every event has all that is to be shown. */
export function useLive<T extends Dated>(path: string): Live<T> {
  const [known, setKnown] = useState<Known<T>>({ path, value: null, failure: null, gone: null });
  const connection = useStream(path, {
    types: ["update", "gone", "failure"],
    onEvent: ({ type, data }) => setKnown((last) => next(last, { path, type, data })),
  });
  // the list of before stays while the next one is on its way
  return { value: known.value, failure: known.failure, gone: known.gone, connection };
}

function next<T extends Dated>(
  last: Known<T>,
  { path, type, data }: { readonly path: string; readonly type: string; readonly data: unknown },
): Known<T> {
  if (type === "update") {
    const value = data as T;
    const since = value.failure === null ? "" : ` since ${timeOfDay(value.failure.sinceMs)}`;
    const failure = value.failure === null
      ? null
      : `No fresh figures${since}: ${value.failure.message}`;
    return { path, value, failure, gone: null };
  }
  const { message } = data as { readonly message: string };
  if (type === "gone") return { path, value: null, failure: null, gone: message };
  return { ...last, path, failure: `No fresh figures: ${message}` };
}

interface FreshnessProps {
  readonly connection: Connection;
  readonly failure: string | null;
  readonly atMs: number | null;
}

const OLD_AFTER_SECONDS = 10;

/** Whether what is shown is of this moment. */
export function Freshness({ connection, failure, atMs }: FreshnessProps) {
  const nowMs = useNow();
  const age = atMs === null ? 0 : Math.max(0, nowMs - atMs) / 1000;
  const [kind, word] = connection === "lost"
    ? ["stale", "No connection"]
    : failure !== null
    ? ["stale", "No fresh figures"]
    : atMs === null
    ? ["held", "Connecting"]
    : age > OLD_AFTER_SECONDS
    ? ["held", `${span(age)} old`]
    : ["live", "Live"];
  return html`
    <p class=${`fresh ${kind}`}>
      <span class="dot" aria-hidden="true"></span> ${word}
      ${atMs !== null && html`<time>${timeOfDay(atMs)}</time>`}
    </p>
  `;
}

function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
