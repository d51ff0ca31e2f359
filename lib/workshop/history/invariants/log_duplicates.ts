import { IdSet } from "../ids.ts";
import type { Invariant } from "../judge.ts";

/**
 * I3: with idempotent or transactional producers a record is in its log once. Records that were made
 * of others are judged with the effects.
 */
export const logDuplicates: Invariant = {
  id: "I3",
  title: "no duplicates in the log",
  judge(ground, breach) {
    const seen = new Map<string, IdSet>();
    const counts = { "in the log": 0, repeated: 0 };
    return {
      on: {
        log({ id, topic, partition, offset, from }, at) {
          if (from !== undefined) return;
          counts["in the log"]++;
          let ids = seen.get(topic);
          if (ids === undefined) seen.set(topic, ids = new IdSet());
          if (ids.add(ground.ids.numberOf(id))) return;
          counts.repeated++;
          if (ground.expect.idempotent === false) return;
          breach({
            anomaly: "duplicate in the log",
            claim: "An idempotent producer's record is in the log once",
            found: `${id} is in ${topic} again`,
            evidence: { topic, partition, offset, id },
            at,
          });
        },
      },
      close: () => ({
        evidence: ground.expect.idempotent === false ? 0 : counts["in the log"],
        counts,
      }),
    };
  },
};
