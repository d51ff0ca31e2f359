import { SCENARIOS } from "./contract/scenarios.ts";
import { Session } from "./contract/session.ts";
import { checkTranscript, openTarget, targetName } from "./contract/target.ts";
import { Cluster } from "./mod.ts";

for (const scenario of SCENARIOS) {
  Deno.test(`${targetName()} answers as the contract says: ${scenario.name}`, async () => {
    await using target = await openTarget(() => Cluster.start());
    await using session = new Session(target.address, () => target.cleanNow());
    await scenario.run(session);
    await checkTranscript(scenario.name, session);
  });
}
