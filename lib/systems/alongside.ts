import type { RunningRole } from "./running_role.ts";

/** The same role, with something beside it that ends when it has ended. */
export function alongside<S>(running: RunningRole<S>, companion: AsyncDisposable): RunningRole<S> {
  const closed = running.closed.finally(() => companion[Symbol.asyncDispose]());
  // Whoever looks at `closed` sees the failure; nobody is forced to look at once.
  closed.catch(() => {});
  const stop = async () => {
    const statistics = await running.stop();
    await closed.catch(() => {});
    return statistics;
  };
  return {
    closed,
    stop,
    statistics: () => running.statistics(),
    [Symbol.asyncDispose]: async () => void await stop(),
  };
}
