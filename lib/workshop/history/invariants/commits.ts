import type { Invariant } from "../judge.ts";
import { FinishedPrefix } from "./finished_prefix.ts";
import { Generations } from "./generations.ts";

/** I8: offsets are committed of what is finished, and by whom the partition belongs to. */
export const commits: Invariant = {
  id: "I8",
  title: "commits",
  judge(ground, breach) {
    const prefix = new FinishedPrefix(ground, breach);
    const generations = new Generations(breach);
    return {
      on: {
        effect: (event, at) => prefix.effect(event, at),
        retry: ({ from }) => prefix.finish(from),
        dlq: ({ phase, from }) => phase === "sent" && prefix.finish(from),
        send: (event) => prefix.output(event),
        txn: (event, at) => prefix.transaction(event, at),
        deliver: (event) => generations.deliver(event),
        assign: (event) => generations.assign(event),
        commit: (event, at) => {
          prefix.commit(event, at);
          generations.commit(event, at);
        },
      },
      close() {
        prefix.close();
        return {
          evidence: prefix.judged + generations.judged,
          counts: {
            commits: prefix.judged,
            "of a known generation": generations.judged,
            "refused as old": generations.refused,
          },
        };
      },
    };
  },
};
