import type { RunningRole } from "./running_role.ts";

/** The same role, with something done once when it has ended well; what that throws is its failure. */
export function endingWith<S>(
  running: RunningRole<S>,
  atEnd: (statistics: S) => void,
): RunningRole<S> {
  const closed = running.closed.then(() => atEnd(running.statistics()));
  // Whoever looks at `closed` sees the failure; nobody is forced to look at once.
  closed.catch(() => {});
  return {
    closed,
    statistics: () => running.statistics(),
    stop: () => running.stop(),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}
