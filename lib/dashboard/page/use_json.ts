import { getJson } from "./api.ts";
import { useEffect, useState } from "./preact.ts";

/** What was asked for, as far as it has come. */
export interface Loaded<T> {
  /** The last good answer, kept while a newer one is on its way or fails. */
  readonly value: T | null;
  /** Why there is no answer, or none that is fresh. */
  readonly error: string | null;
  /** Whether an answer is awaited. */
  readonly loading: boolean;
  /** Asks again. */
  readonly reload: () => void;
}

interface Known<T> {
  readonly path: string | null;
  readonly value: T | null;
  readonly error: string | null;
  readonly loading: boolean;
}

/** Asks the server for `path`, again at every `everyMs`; null asks for nothing. */
export function useJson<T>(path: string | null, { everyMs = 0 } = {}): Loaded<T> {
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<Known<T>>({ path, value: null, error: null, loading: true });
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const kept = (last: Known<T>) => last.path === path ? last.value : null;
    const ask = async () => {
      setKnown((last) => ({ path, value: kept(last), error: last.error, loading: true }));
      try {
        const value = await getJson<T>(path, stop.signal);
        if (!stop.signal.aborted) setKnown(() => ({ path, value, error: null, loading: false }));
      } catch (error) {
        if (stop.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        setKnown((last) => ({ path, value: kept(last), error: message, loading: false }));
      }
      if (everyMs > 0 && !stop.signal.aborted) timer = setTimeout(ask, everyMs);
    };
    ask();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [path, everyMs, round]);
  const current = known.path === path ? known : { value: null, error: null, loading: true };
  return { ...current, reload: () => setRound((last) => last + 1) };
}
