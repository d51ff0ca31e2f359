import { parseAvroSchema, type RegistryClient, RegistryError } from "../../lib/schemas/mod.ts";
import {
  type Check,
  type CheckContext,
  type Fail,
  fail,
  pass,
  type Subject,
} from "../../lib/workshop/mod.ts";
import { type Answer, evidenceOf, noSchema } from "./asked.ts";
import { changeText, eventOf, LEVELS, made, randomChange, randomSchema } from "./cases.ts";
import { openRegistry } from "./lab_registry.ts";
import { rollOut } from "./rollout.ts";
import { isOrder, noOrder } from "./order_check.ts";
import { type Pair, randomPair, rightOrder } from "./pairs.ts";
import type { DeployOrder, RecordSchema } from "./stub.ts";

const STEPS_A_LEVEL = 8;
/** More than an enum has symbols: each is written. */
const EVENTS = 12;

/** A registry that judges, and records that were really sent. */
export const throughRegistry: Check = {
  id: "through-registry",
  claim: "A registry permits what evolve() makes, and a topic's records are read in deployOrder()",
  async run(context) {
    await using opened = await openRegistry(context);
    const { registry } = opened;
    const subject = await context.subject();
    let registered = 0;
    for (const level of LEVELS) {
      for (let step = 0; step < STEPS_A_LEVEL; step++) {
        const schema = randomSchema(context.random);
        const change = randomChange(context.random, schema);
        const answer = { schema, change, level };
        const next = await subject.call("evolve", [schema, change, level]);
        const unusable = next === null ? undefined : noSchema(answer, next);
        if (unusable !== undefined) return unusable;
        const name = `evolve-${level}-${step}-value`;
        const problem = await judged(registry, name, {
          ...answer,
          next: next as RecordSchema | null,
        });
        if (problem !== undefined) return problem;
        registered += next === null ? 0 : 1;
      }
    }
    return await rolledOut(context, registry, subject) ?? pass({ registered, rollouts: 4 });
  },
};

async function judged(
  registry: RegistryClient,
  name: string,
  answer: Answer,
): Promise<Fail | undefined> {
  const { schema, change, level, next } = answer;
  await registry.register(name, { schema: JSON.stringify(schema) });
  await registry.setLevel(level, name);
  const evidence = { subject: name, ...evidenceOf(answer) };
  if (next === null) {
    const wanted = { schema: JSON.stringify(made(schema, change)) };
    const { compatible } = await registry.testCompatibility(name, wanted);
    if (!compatible) return undefined;
    return fail({
      happened: `evolve() refuses to ${
        changeText(change)
      }, and the registry would take it at ${level}`,
      anomaly: "change refused without need",
      evidence,
    });
  }
  try {
    await registry.register(name, { schema: JSON.stringify(next) });
    return undefined;
  } catch (error) {
    if (!(error instanceof RegistryError) || error.outage) throw error;
    return fail({
      happened: `At ${level} the registry refuses the new schema. ${error.message}`,
      anomaly: "incompatible schema",
      evidence,
    });
  }
}

async function rolledOut(
  context: CheckContext,
  registry: RegistryClient,
  subject: Subject,
): Promise<Fail | undefined> {
  // Its own rules are what is shown here, not those of a level.
  await registry.setLevel("NONE");
  for (const pair of onePairOfEach(context)) {
    const { older, newer } = pair;
    const given = await subject.call("deployOrder", [older, newer]);
    if (!isOrder(given)) return noOrder(pair, given);
    const problem = await rolledOutPair(context, registry, pair, given);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A pair for each order that there is. */
function onePairOfEach({ random }: CheckContext): readonly Pair[] {
  const found = new Map<DeployOrder, Pair>();
  while (found.size < 4) {
    const pair = randomPair(random);
    found.set(rightOrder(random, pair), pair);
  }
  return [...found.values()];
}

async function rolledOutPair(
  context: CheckContext,
  registry: RegistryClient,
  { older, newer, changes }: Pair,
  given: DeployOrder,
): Promise<Fail | undefined> {
  const schemas = new Map([older, newer].map((schema) => [parseAvroSchema(schema), schema]));
  const [from, to] = [...schemas.keys()];
  const seen = await rollOut(context, registry, {
    older: from!,
    newer: to!,
    eventOf: (schema, at) => eventOf(context.random, schemas.get(schema)!, at),
  }, EVENTS);
  const orders: DeployOrder[] = ["consumers first", "producers first"];
  const works = [seen.consumersFirst, seen.producersFirst].map(({ records }) => records === 0);
  const working = orders.filter((_, at) => works[at]);
  const right = working.length === 2 ? "any order" : working[0] ?? "neither";
  if (given === right) return undefined;
  const trouble = given === "producers first" ? seen.producersFirst : seen.consumersFirst;
  const what = given === "neither" || trouble.records === 0
    ? `it is "${right}": rolled out like that, all ${seen.events} records were read`
    : `${trouble.records} of ${seen.events} records could not be read: ${trouble.why}`;
  return fail({
    happened: `deployOrder() says "${given}", and ${what}`,
    anomaly: given === "neither" || trouble.records === 0
      ? "rollout made harder than it is"
      : "consumers that stand still",
    evidence: {
      topic: seen.topic,
      offset: trouble.offset ?? null,
      changes: changes.join("; "),
      given,
      right,
    },
  });
}
