import type { RunFault } from "../run_fault.ts";

const FULL_MS = 2500;

/** The broker's disk is full for a while. */
export const diskFull: RunFault = {
  name: "disk-full",
  what: "The disk of the broker's data folder is full for some seconds: nothing is acknowledged",
  on: ["embedded"],
  ground: "small disk",
  async inject({ disk, load, pass, progress }) {
    await disk!.fill(true);
    await pass(300); // what was written before is answered
    const before = load.acknowledged;
    const commitsBefore = progress.count("commit ok");
    await pass(FULL_MS);
    const written = load.acknowledged - before + progress.count("commit ok") - commitsBefore;
    return {
      fired: () => 1,
      end: () => disk!.fill(false),
      judge: () =>
        written === 0 ? [] : [{
          rule: "I1",
          what: `${written} writes were acknowledged by a broker with a full disk`,
        }],
    };
  },
};
