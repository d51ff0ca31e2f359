import { type Check, type CheckContext, type Fail, fail, pass } from "../../lib/workshop/mod.ts";
import type { Acl, Kafka } from "../../lib/kafka/mod.ts";
import { type Case, randomCases } from "./applications.ts";
import { mischief, outcomeOf, type Probe, work } from "./probes.ts";
import { isFail, rulesIn, ruleText, twiceIn } from "./rules.ts";
import { newUser, Stage } from "./staging.ts";

/** The task needs the type of a rule. */
export const mayImport: readonly string[] = [
  "lib/core/",
  "lib/kafka/",
  "lib/protocol/",
  "lib/config/",
  "lib/schemas/",
];

/** Looks at one application; what is wrong, if something is, and how many things were tried. */
type Look = (stage: Stage, rules: readonly Acl[]) => Promise<Fail | number>;

/** Puts the rules of random applications into the cluster and tries what clients can do then. */
async function onEach(context: CheckContext, look: Look) {
  const subject = await context.subject();
  let tried = 0;
  let rulesMade = 0;
  const cases = randomCases(context.random);
  for (const staged of cases) {
    const outcome = await subject.outcome("minimalAcls", [staged.application]);
    const rules = rulesIn(subject.valueOf("minimalAcls", outcome));
    if (isFail(rules)) return rules;
    await using stage = await Stage.open(context, staged);
    await stage.allow(rules);
    const seen = await look(stage, rules);
    if (typeof seen !== "number") return seen;
    tried += seen;
    rulesMade += rules.length;
  }
  return pass({ applications: cases.length, rules: rulesMade, probes: tried });
}

const works: Check = {
  id: "works",
  claim: "The application can do all of its work",
  run: (context) =>
    onEach(context, async ({ staged, kafka }) => {
      const probes = work(staged);
      for (const probe of probes) {
        const outcome = await outcomeOf(probe, kafka);
        if (outcome !== "allowed") return stopped(staged, probe, outcome);
      }
      return probes.length;
    }),
};

function stopped({ application, what }: Case, probe: Probe, code: string): Fail {
  return fail({
    happened: `The application "${application.user}" (${what}) could not ${probe.what}: ${code}. ` +
      `The description says that it does this, and nothing is allowed that no rule allows`,
    anomaly: "missing rule",
    evidence: { user: application.user, tried: probe.what, resource: probe.resource, code },
  });
}

const nothingElse: Check = {
  id: "nothing-else",
  claim: "It can do nothing else, and nobody can do it in its place",
  run: (context) =>
    onEach(context, async (stage) => {
      const probes = mischief(stage.staged);
      for (const probe of probes) {
        const outcome = await outcomeOf(probe, stage.kafka);
        if (outcome !== probe.refusal) return await tooMuch(stage, probe, outcome);
      }
      const strange = await strangersTry(context, stage);
      return typeof strange === "number" ? probes.length + strange : strange;
    }),
};

async function tooMuch(stage: Stage, probe: Probe, outcome: string): Promise<Fail> {
  const { application } = stage.staged;
  const about = (await stage.rulesAbout(probe.resource)).map(ruleText);
  return fail({
    happened: `The application "${application.user}" could ${probe.what}, but ${probe.why}: the ` +
      `cluster should have said ${probe.refusal}, and it said ${outcome}`,
    anomaly: "too much allowed",
    evidence: {
      user: application.user,
      tried: probe.what,
      said: outcome,
      rules: about.join("; ") || "one that is about another name",
    },
  });
}

/** Another user must not live on this application's rules. */
async function strangersTry(context: CheckContext, { staged }: Stage): Promise<Fail | number> {
  const name = `stranger-${staged.application.user}`;
  await using kafka = await newUser(context, name);
  try {
    const probes = work(staged);
    for (const probe of probes) {
      if (await outcomeOf(probe, kafka) === "allowed") return served(name, staged, probe);
    }
    return probes.length;
  } finally {
    await context.admin.deleteScramUser(name);
  }
}

function served(stranger: string, { application }: Case, probe: Probe): Fail {
  return fail({
    happened:
      `"${stranger}", for whom there is no rule at all, could ${probe.what}: the rules of ` +
      `"${application.user}" let everybody in. A password tells who somebody is; a rule must say ` +
      `whom it is for`,
    anomaly: "rule for everybody",
    evidence: { stranger, tried: probe.what, resource: probe.resource },
  });
}

const eachNeeded: Check = {
  id: "each-rule-needed",
  claim: "Each rule is needed: without it something of the work fails",
  run: (context) =>
    onEach(context, async (stage, rules) => {
      const twice = twiceIn(rules);
      if (twice !== undefined) return repeated(stage.staged, twice);
      const able: Probe[] = [];
      const probes = work(stage.staged);
      for (const probe of probes) {
        if (await outcomeOf(probe, stage.kafka) === "allowed") able.push(probe);
      }
      for (const rule of rules) {
        const needed = await stage.without(rule, () => isAnyRefused(able, stage.kafka));
        if (!needed) return spare(stage.staged, rule, able.length === probes.length);
      }
      return rules.length;
    }),
};

async function isAnyRefused(probes: readonly Probe[], kafka: Kafka): Promise<boolean> {
  for (const probe of probes) if (await outcomeOf(probe, kafka) !== "allowed") return true;
  return false;
}

function spare({ application }: Case, rule: Acl, worked: boolean): Fail {
  const still = worked
    ? "still did all of its work: another rule covers it, or nothing needs it"
    : "could do as much of its work as with it: the rule allows nothing that it needs, or another " +
      "one covers it";
  return fail({
    happened: `Without the rule "${ruleText(rule)}" the application "${application.user}" ` +
      `${still}. A rule that nobody needs is one that nobody dares to remove later`,
    anomaly: "spare rule",
    evidence: { user: application.user, rule: ruleText(rule) },
  });
}

function repeated({ application }: Case, rule: Acl): Fail {
  return fail({
    happened:
      `The rule "${ruleText(rule)}" of the application "${application.user}" was returned ` +
      "more than once. One of them is enough: a cluster keeps a rule once, and whoever keeps the " +
      "list removes one and believes that it is gone",
    anomaly: "spare rule",
    evidence: { user: application.user, rule: ruleText(rule) },
  });
}

/** From what one notices at once to what nobody notices for years. */
export const checks: readonly Check[] = [works, nothingElse, eachNeeded];
