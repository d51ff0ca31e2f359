import { type Random, seededRandom } from "../../core/mod.ts";
import { parseAvroSchema } from "../../schemas/mod.ts";
import { type RandomPair, randomPair } from "./random_schemas.ts";

/** What two registries said of one random pair. */
export interface ComparedVerdict {
  readonly pair: RandomPair;
  readonly ours: boolean;
  readonly theirs: boolean;
}

const PATIENCE_MS = 30_000;
const TYPE = { "content-type": "application/vnd.schemaregistry.v1+json" };

/** Has both registries judge `count` random pairs, the same ones. */
export async function compareVerdicts(
  ours: string,
  theirs: string,
  { seed, count }: { readonly seed: string; readonly count: number },
): Promise<readonly ComparedVerdict[]> {
  const verdicts: ComparedVerdict[] = [];
  for (let index = 0; index < count; index++) {
    const pair = judgedPair(seededRandom(`${seed}-${index}`));
    const subject = `random-${seed}-${index}`;
    const [here, there] = await Promise.all([
      verdictOf(ours, subject, pair),
      verdictOf(theirs, subject, pair),
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
  pair: RandomPair,
): Promise<boolean | undefined> {
  const { previous, candidate, level } = pair;
  const versions = `/subjects/${subject}/versions`;
  await demand(url, "PUT", `/config/${subject}`, { compatibility: "NONE" });
  for (const schema of previous) await demand(url, "POST", versions, { schema });
  await demand(url, "PUT", `/config/${subject}`, { compatibility: level });
  const status = await demand(url, "POST", versions, { schema: candidate });
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
