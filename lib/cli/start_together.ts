import type { RunningRole } from "../systems/mod.ts";

/**
 * Starts some runs of a role that belong together: when one can't start or can't go on, the others
 * end too.
 */
export async function startTogether<S>(
  starts: readonly (() => Promise<RunningRole<S>>)[],
): Promise<RunningRole<readonly S[]>> {
  const tried = await Promise.allSettled(starts.map((start) => start()));
  const running = tried.flatMap((each) => each.status === "fulfilled" ? [each.value] : []);
  const stop = () => Promise.all(running.map((each) => each.stop()));
  const refused = tried.find((each) => each.status === "rejected");
  if (refused !== undefined) {
    await stop();
    throw refused.reason;
  }
  const closed = Promise.all(running.map((each) => each.closed)).then(() => {}, async (error) => {
    await stop();
    throw error;
  });
  // Whoever looks at `closed` sees the failure; nobody is forced to look at once.
  closed.catch(() => {});
  return {
    closed,
    stop,
    statistics: () => running.map((each) => each.statistics()),
    [Symbol.asyncDispose]: async () => void await stop(),
  };
}
