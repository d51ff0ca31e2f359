import type { Step } from "./notebook.ts";

const FOLDER = new URL("./transcripts/", import.meta.url);

/** The file that holds what Apache Kafka answered to a scenario. */
export function transcriptFile(scenario: string): URL {
  return new URL(`${scenario.replaceAll(/[^a-z0-9]+/gi, "_").toLowerCase()}.ndjson`, FOLDER);
}

/** What Apache Kafka answered to a scenario. */
export async function readTranscript(scenario: string): Promise<readonly Step[]> {
  const text = await Deno.readTextFile(transcriptFile(scenario));
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Keeps what Apache Kafka answered to a scenario, one step a line. */
export async function writeTranscript(scenario: string, steps: readonly Step[]): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.writeTextFile(transcriptFile(scenario), transcriptText(steps));
}

/** A transcript as text that shows well which step differs. */
export function transcriptText(steps: readonly Step[]): string {
  return steps.map((step) => `${JSON.stringify(step)}\n`).join("");
}
