import { seededRandom } from "../../core/mod.ts";
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
    const pair = randomPair(seededRandom(`${seed}-${index}`));
    const subject = `random-${seed}-${index}`;
    const [here, there] = await Promise.all([
      verdictOf(ours, subject, pair),
      verdictOf(theirs, subject, pair),
    ]);
    verdicts.push({ pair, ours: here, theirs: there });
  }
  return verdicts;
}

/** Whether a registry takes the candidate: that is where a level is enforced. */
async function verdictOf(url: string, subject: string, pair: RandomPair): Promise<boolean> {
  const { previous, candidate, level } = pair;
  const versions = `/subjects/${subject}/versions`;
  await demand(url, "PUT", `/config/${subject}`, { compatibility: "NONE" });
  for (const schema of previous) await demand(url, "POST", versions, { schema });
  await demand(url, "PUT", `/config/${subject}`, { compatibility: level });
  return await demand(url, "POST", versions, { schema: candidate }) === 200;
}

/** The status of an answer, 200 or 409: any other means that nothing was compared. */
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
  if (response.status === 200 || response.status === 409) return response.status;
  throw new Error(`${method} ${path} with ${JSON.stringify(body)}: ${response.status} ${text}`);
}
