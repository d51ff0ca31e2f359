import type { Acl } from "../../lib/kafka/mod.ts";
import type { LabContext } from "../../lib/workshop/mod.ts";
import { type Application, type Case, type Names, randomCases } from "./applications.ts";
import { mischief, outcomeOf, work } from "./probes.ts";
import { isFail, rulesIn, ruleText } from "./rules.ts";
import { Stage } from "./staging.ts";

/** The rules that the learner's function gives to four applications, and what they come to. */
export async function yourRules(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("3. Rules for four applications");
  screen.say(
    `Each gets the rules of ${context.author}, and then a client tries, as its user, all ` +
      "that it must be able to do and what it must not.",
  );
  const subject = await context.subject();
  for (const staged of randomCases(context.random)) {
    screen.line();
    screen.say(screen.pen.bold(`${staged.application.user}: ${staged.what}`));
    for (const line of described(staged.application)) screen.say(line, "  ");
    const outcome = await subject.outcome("minimalAcls", [staged.application]);
    const rules = outcome.outcome === "returned" ? rulesIn(outcome.value) : [];
    if (isFail(rules)) {
      screen.say(rules.happened, "  ");
      continue;
    }
    await tried(context, staged, rules);
  }
}

function described({ writes, reads, group, transactionalId }: Application): string[] {
  const text = (names: Names) => names.match === "prefix" ? `${names.name}…` : names.name;
  const lines = [
    writes.length > 0 && `writes to ${writes.map(text).join(", ")}`,
    reads.length > 0 && `reads ${reads.map(text).join(", ")}`,
    group !== undefined && `as group ${text(group)}`,
    transactionalId !== undefined && `with transactional ids ${text(transactionalId)}`,
  ];
  return lines.filter((line) => line !== false);
}

async function tried(context: LabContext, staged: Case, rules: readonly Acl[]): Promise<void> {
  const { screen } = context;
  await using stage = await Stage.open(context, staged);
  await stage.allow(rules);
  const share = async (probes: ReturnType<typeof work>, wanted: (outcome: string) => boolean) => {
    let held = 0;
    for (const probe of probes) if (wanted(await outcomeOf(probe, stage.kafka))) held++;
    return `${held} of ${probes.length}`;
  };
  const able = await share(work(staged), (outcome) => outcome === "allowed");
  const refused = await share(mischief(staged), (outcome) => outcome !== "allowed");
  screen.table(
    [{ title: `${rules.length} rules`, shrinks: true }],
    rules.map((rule) => [ruleText(rule)]),
  );
  screen.say(`Of its work it could do ${able}; of what it must not do, ${refused} were refused.`);
}
