import { assert } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { killRuns } from "./kill_runs.ts";

Deno.test("a cluster that is killed under load loses and doubles nothing", async () => {
  await using folder = await openRunFolder("kill-runs");
  const random = seededRandom("kill runs");
  const outcome = await killRuns({ runs: 3, dataDir: `${folder.path}/data`, random });
  assert(outcome.acknowledgedRecords > 0 && outcome.commits > 0, JSON.stringify(outcome));
  assert(outcome.records >= outcome.acknowledgedRecords);
  assert(outcome.logBytes > 0);
});
