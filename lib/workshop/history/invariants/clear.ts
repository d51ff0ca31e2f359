import type { Invariant } from "../judge.ts";

const RECOVERY_MS = 30_000;

/** I10: what goes wrong says so: by an error with a code, by a metric, and it is over soon. */
export const clear: Invariant = {
  id: "I10",
  title: "clear",
  judge(ground, breach) {
    const counts = { errors: 0, recoveries: 0, "slowest recovery in ms": 0, metrics: 0 };
    return {
      on: {
        error({ p, class: name, code, uncaught, stage }, at) {
          counts.errors++;
          const where = stage === undefined ? p : `${p}, at ${stage}`;
          if (uncaught) {
            breach({
              anomaly: "uncaught error",
              claim: "No error goes uncaught",
              found: `Nobody caught a ${name} in ${where}`,
              evidence: {},
              at,
            });
          } else if (code === undefined || code === "") {
            breach({
              anomaly: "error without a code",
              claim: "Every error carries a code",
              found: `A ${name} in ${where} says nothing that a program could go by`,
              evidence: {},
              at,
            });
          }
        },
        recovered({ ms, fault }, at) {
          counts.recoveries++;
          counts["slowest recovery in ms"] = Math.max(counts["slowest recovery in ms"], ms ?? 0);
          const limitMs = ground.expect.recoveryMs ?? RECOVERY_MS;
          if (ms !== null && ms <= limitMs) return;
          const after = fault === undefined ? "" : ` after ${fault}`;
          breach({
            anomaly: "slow recovery",
            claim: `Work goes on within ${limitMs / 1000} s`,
            found: ms === null ? `Work never went on${after}` : `It took ${ms / 1000} s${after}`,
            evidence: {},
            at,
          });
        },
        metric({ name, before, after, fault }, at) {
          counts.metrics++;
          if (before !== after) return;
          breach({
            anomaly: "silent fault",
            claim: "A metric moves when something goes wrong",
            found: `${name} stayed at ${after}${fault === undefined ? "" : ` during ${fault}`}`,
            evidence: {},
            at,
          });
        },
      },
      close: () => ({ evidence: counts.errors + counts.recoveries + counts.metrics, counts }),
    };
  },
};
