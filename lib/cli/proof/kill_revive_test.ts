import { assert } from "@std/assert";
import { demandKept, killAndRevive } from "./kill_revive.ts";

Deno.test("brokers that die and come back lose nothing that all in-sync replicas had", async () => {
  const outcome = await killAndRevive({ rounds: 3 });
  demandKept(outcome);
  assert(outcome.acknowledged > 0);
});
