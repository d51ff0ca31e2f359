import type { Notebook, Step } from "./notebook.ts";

const FOLDER = new URL("./transcripts/", import.meta.url);

/** The file that holds what Apache Kafka answered to a scenario. */
export function transcriptFile(scenario: string): URL {
  return new URL(`${scenario.replaceAll(/[^a-z0-9]+/gi, "_").toLowerCase()}.ndjson`, FOLDER);
}

/** The last line of a transcript: what was asked, as `"Fetch v4"`. */
interface AskedLine {
  readonly asked: readonly string[];
}

/** What Apache Kafka answered to a scenario. */
export async function readTranscript(scenario: string): Promise<readonly Step[]> {
  const lines = await readLines(transcriptFile(scenario));
  return lines.filter((line) => "step" in line);
}

async function readLines(file: URL): Promise<(Step | AskedLine)[]> {
  const text = await Deno.readTextFile(file);
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** What all scenarios together have asked Apache Kafka, as `"Fetch v4"`. */
export async function askedOfKafka(): Promise<ReadonlySet<string>> {
  const asked = new Set<string>();
  for await (const { name } of Deno.readDir(FOLDER)) {
    for (const line of await readLines(new URL(name, FOLDER))) {
      if ("asked" in line) line.asked.forEach((one) => asked.add(one));
    }
  }
  return asked;
}

/** Keeps what Apache Kafka answered to a scenario, one step a line, and what it was asked. */
export async function writeTranscript(
  scenario: string,
  { transcript, asked }: Pick<Notebook, "transcript" | "asked">,
): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  const last = asked.size === 0 ? "" : `${JSON.stringify({ asked: [...asked].sort() })}\n`;
  await Deno.writeTextFile(transcriptFile(scenario), transcriptText(transcript) + last);
}

/** A transcript as text that shows well which step differs. */
export function transcriptText(steps: readonly Step[]): string {
  return steps.map((step) => `${JSON.stringify(step)}\n`).join("");
}
