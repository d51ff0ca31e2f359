import { DatabaseSync } from "node:sqlite";
import type { RunFault } from "../run_fault.ts";

const DOWN_MS = 2500;

/** The store fails, before or after it has written. */
function failing(state: "down" | "failing after the write", name: string): RunFault {
  return {
    name,
    moves: "kafka_consumer_stalls_total",
    what: state === "down"
      ? "The store refuses everything for some seconds"
      : "The store fails for some seconds after it has written",
    ...(state === "down" ? {} : { on: ["embedded"] }),
    pipelines: ["plain"],
    async inject(run) {
      const refused = () => run.members.heard("refused by the store").length;
      run.members.tell({ tell: "store", state });
      await run.until(() => refused() >= 2);
      await run.pass(DOWN_MS);
      return {
        fired: refused,
        end: () => Promise.resolve(run.members.tell({ tell: "store", state: "up" })),
      };
    },
  };
}

export const storeDown: RunFault = failing("down", "store-down");
export const storeDownMidWrite: RunFault = failing(
  "failing after the write",
  "store-down-mid-write",
);

/** Somebody else holds the store's file. */
export const storeLocked: RunFault = {
  name: "store-locked",
  moves: "kafka_consumer_stalls_total",
  what: "Another program holds the lock of the store's file for some seconds",
  on: ["embedded"],
  pipelines: ["plain"],
  async inject(run) {
    const path = run.members.storePath;
    using other = new DatabaseSync(path, { timeout: 2000 });
    other.exec("BEGIN IMMEDIATE");
    const before = run.progress.count("effect");
    await run.pass(DOWN_MS);
    const during = run.progress.count("effect") - before;
    other.exec("ROLLBACK");
    // What was under way when the lock was taken may still have come through.
    return { fired: () => during < DOWN_MS / 100 ? 1 : 0, end: () => Promise.resolve() };
  },
};
