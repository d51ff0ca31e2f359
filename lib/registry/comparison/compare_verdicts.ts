import { type Random, seededRandom } from "../../core/mod.ts";
import { parseAvroSchema, type SchemaType } from "../../schemas/mod.ts";
import { type RandomJsonPair, randomJsonPair } from "./random_json_schemas.ts";
import { type RandomPair, randomPair } from "./random_schemas.ts";

/** What two registries said of one random pair. */
export interface ComparedVerdict<Pair = RandomPair> {
  readonly pair: Pair;
  readonly ours: boolean;
  readonly theirs: boolean;
}

const PATIENCE_MS = 30_000;
const TYPE = { "content-type": "application/vnd.schemaregistry.v1+json" };

/** Which random pairs are judged. */
export interface RandomPairs {
  /** Replays them. */
  readonly seed: string;
  /** How many. */
  readonly count: number;
}

/** Has both registries judge random pairs of Avro schemas, the same ones. */
export function compareVerdicts(
  ours: string,
  theirs: string,
  pairs: RandomPairs,
): Promise<readonly ComparedVerdict[]> {
  return compareAll([ours, theirs], pairs, { schemaType: "AVRO", pairOf: judgedPair });
}

/** Has both registries judge random pairs of schemas of JSON Schema, the same ones. */
export function compareJsonVerdicts(
  ours: string,
  theirs: string,
  pairs: RandomPairs,
): Promise<readonly ComparedVerdict<RandomJsonPair>[]> {
  return compareAll([ours, theirs], pairs, { schemaType: "JSON", pairOf: randomJsonPair });
}

async function compareAll<Pair extends RandomPair>(
  [ours, theirs]: readonly [string, string],
  { seed, count }: RandomPairs,
  { schemaType, pairOf }: {
    readonly schemaType: SchemaType;
    readonly pairOf: (random: Random) => Pair;
  },
): Promise<readonly ComparedVerdict<Pair>[]> {
  const verdicts: ComparedVerdict<Pair>[] = [];
  for (let index = 0; index < count; index++) {
    const pair = pairOf(seededRandom(`${seed}-${index}`));
    const subject = `random-${schemaType.toLowerCase()}-${seed}-${index}`;
    const [here, there] = await Promise.all([
      verdictOf(ours, subject, { ...pair, schemaType }),
      verdictOf(theirs, subject, { ...pair, schemaType }),
    ]);
    if (here === undefined) throw new Error(`We can't judge ${JSON.stringify(pair)}`);
    if (there !== undefined) verdicts.push({ pair, ours: here, theirs: there });
  }
  return verdicts;
}

/**
 * A pair that both judge. To Confluent's registry two versions that differ in defaults alone are two;
 * to Apicurio, which compares canonical forms, they are one.
 */
function judgedPair(random: Random): RandomPair {
  while (true) {
    const pair = randomPair(random);
    const versions = [...pair.previous, pair.candidate];
    const forms = versions.map((schema) => parseAvroSchema(schema).canonicalForm);
    if (new Set(forms).size === forms.length) return pair;
  }
}

/**
 * Whether a registry takes the candidate: that is where a level is enforced. `undefined` when it says
 * that it can't execute its rules on the schemas, as Apicurio does of some that refer to themselves.
 */
async function verdictOf(
  url: string,
  subject: string,
  pair: RandomPair & { readonly schemaType: SchemaType },
): Promise<boolean | undefined> {
  const { previous, candidate, level, schemaType } = pair;
  const versions = `/subjects/${subject}/versions`;
  await demand(url, "PUT", `/config/${subject}`, { compatibility: "NONE" });
  for (const schema of previous) await demand(url, "POST", versions, { schemaType, schema });
  await demand(url, "PUT", `/config/${subject}`, { compatibility: level });
  const status = await demand(url, "POST", versions, { schemaType, schema: candidate });
  return status === 422 ? undefined : status === 200;
}

/** The status of an answer; one that says nothing of the schemas means that nothing was compared. */
async function demand(
  url: string,
  method: string,
  path: string,
  body: unknown,
): Promise<number> {
  const response = await fetch(`${url}${path}`, {
    method,
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: TYPE,
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const isUnable = response.status === 422 && text.includes("Could not execute");
  if (isUnable || response.status === 200 || response.status === 409) return response.status;
  throw new Error(`${method} ${path} with ${JSON.stringify(body)}: ${response.status} ${text}`);
}
