import { assert } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { type Clock, seededRandom, systemClock } from "../../core/mod.ts";
import { bouncedEmbedded } from "./bounced_cluster.ts";
import { bounceTransactions, demandCopied } from "./bounce.ts";

/** Time that goes ten times as fast, so that the sessions of killed copiers end soon. */
const HASTY_CLOCK: Clock = {
  now: () => Date.now(),
  monotonicMs: () => systemClock.monotonicMs() * 10,
  sleep: (ms, signal) => systemClock.sleep(ms / 10, signal),
};

Deno.test("a topic is copied exactly once while brokers and copiers are bounced", async () => {
  await using cluster = await Cluster.start({ brokers: 3, clock: HASTY_CLOCK });
  const outcome = await bounceTransactions({
    cluster: bouncedEmbedded(cluster),
    records: 4000,
    transactionRecords: 100,
    copiers: 2,
    rounds: 4,
    delayMs: 50,
    random: seededRandom("bounces"),
  });
  demandCopied(outcome, 4000);
  const { brokersHard, copiersHard } = outcome.bounces;
  assert(brokersHard > 0 && copiersHard > 0, JSON.stringify(outcome));
});
