import { assert, assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { parse } from "deno-std/yaml/mod.js";
import { readProjectFile } from "../deploy/stack.ts";
import { asPrometheusGetsIt, boardQueries } from "../grafana/boards.ts";
import { CAUSES, STORE_CAUSES } from "./causes.ts";
import { type AlertOutcome, Trial } from "./trial.ts";

/**
 * So many times faster than in production: 15 minutes are 30 seconds, and who is asked may take half
 * a second to answer, which a busy machine needs; `--faster N` says otherwise.
 */
const FASTER = Number(parseArgs(Deno.args, { string: ["faster"] }).faster ?? 30);

async function alertNames(): Promise<string[]> {
  const file = parse(await readProjectFile("deploy/prometheus/alerts.yml")) as {
    groups: { rules: { alert?: string }[] }[];
  };
  return file.groups.flatMap(({ rules }) => rules).flatMap(({ alert }) => alert ?? []);
}

function tell(outcomes: readonly AlertOutcome[]): void {
  for (const { alert, cause, shownAfterMs, goneAfterMs } of outcomes) {
    const [shown, gone] = [shownAfterMs, goneAfterMs].map((ms) => `${(ms / 1000).toFixed(1)} s`);
    console.log(`${alert}, by ${cause}: shown after ${shown}, gone after ${gone}`);
  }
}

Deno.test(`alerts come by their causes and go with them, ${FASTER} times as fast`, async (t) => {
  await using trial = await Trial.start({ faster: FASTER });
  const driven: string[] = ["Watchdog"];
  await t.step("while all is well only the watchdog fires, and the overview is empty", async () => {
    await trial.settled(20);
    // A busy machine answers the first questions late, and times out: that heals by itself.
    await trial.until("only the watchdog to fire", async () => {
      const firing = new Set(await trial.firing());
      return firing.size === 1 && firing.has("Watchdog");
    });
    const calm = async () => (await trial.overview.alerts()).length === 0;
    await trial.until("the overview to be empty", calm);
  });
  await t.step("every rule can be judged, and every panel's question is answered", async () => {
    assertEquals(await trial.alerting.ruleErrors(), []);
    for (const { expression } of boardQueries()) {
      await trial.alerting.query(asPrometheusGetsIt(expression));
    }
  });
  await t.step("consumers, bursts, monitors, disks, floods, brokers", async () => {
    const outcomes = await trial.act(CAUSES);
    tell(outcomes);
    driven.push(...outcomes.map(({ alert }) => alert));
    assertEquals(outcomes.length, CAUSES.flatMap(({ alerts }) => alerts).length);
    const lag = outcomes.find(({ alert }) => alert === "KafkaConsumerLagHigh")!;
    assert(/^Group burst-readers is 1\d{4} records behind on burst$/.test(lag.why), lag.why);
  });
  await t.step("stores", async () => {
    const outcomes = await trial.act(STORE_CAUSES);
    tell(outcomes);
    driven.push(...outcomes.map(({ alert }) => alert));
  });
  await t.step(
    "a service that is down holds back what follows; one that is gone is missed",
    async () => {
      const { stage } = trial;
      const { spare } = stage.programs;
      await trial.alerting.ask(stage.targets.filter(({ service }) => service !== "passing"));
      await spare.stop();
      // The cause is there before its consequence, however long each of them takes to be judged.
      await trial.shows(["ServiceDown", "spare"]);
      stage.paces.stuck.set(Infinity);
      await stage.send("stuck", 5);
      const held = async () => (await trial.alerting.heldBack()).includes("KafkaConsumerStalled");
      await trial.until("the consequence to be held back", held);
      const shown = (await trial.overview.alerts()).map(({ name }) => name);
      assertEquals(shown.includes("KafkaConsumerStalled"), false);
      spare.start();
      await trial.shows(["ServiceDown", "spare"], false);
      await trial.shows(["KafkaConsumerStalled", "stuck-readers stuck"]);
      stage.paces.stuck.set(0);
      await trial.shows(["KafkaConsumerStalled", "stuck-readers stuck"], false);
      await trial.shows(["ServiceGone", "passing"]);
      driven.push("ServiceDown", "ServiceGone");
    },
  );
  await t.step("programs that are nowhere to be found", async () => {
    await trial.alerting.ask([]);
    await trial.shows(["TargetsAbsent", ""]);
    await trial.alerting.ask(trial.stage.targets);
    await trial.shows(["TargetsAbsent", ""], false);
    await trial.shows(["ServiceGone", "passing"], false);
    driven.push("TargetsAbsent");
  });
  await t.step("no alert was left out, and none is left over", async () => {
    assertEquals([...new Set(driven)].sort(), (await alertNames()).sort());
    const calm = async () => (await trial.overview.alerts()).length === 0;
    await trial.until("the overview to be empty again", calm);
  });
  await t.step("when alerts no longer get through, the overview says so", async () => {
    await trial.alerting.stopAlertmanager();
    await trial.shows(["AlertsSilent", ""]);
  });
});
