import { safeText } from "../safe_text.ts";
import { type SchemasRun, wordsOf } from "./flags.ts";
import { subjectOf } from "./source.ts";

/** Shows one schema: of a subject's newest version, of another one, or of an id. */
export async function show(run: SchemasRun): Promise<void> {
  const [word = ""] = wordsOf(run, "SUBJECT, SUBJECT@VERSION or ID");
  const { registry, flags: { json }, print } = run;
  if (/^\d{1,9}$/.test(word)) {
    const schema = await registry.schemaById(Number(word));
    if (json) return print(JSON.stringify({ id: Number(word), ...schema }));
    print(`id ${word}`);
    return pretty(schema.schema).forEach((line) => print(line));
  }
  const { subject, version } = subjectOf(word);
  const found = await registry.version(subject, version);
  if (json) return print(JSON.stringify(found));
  print(`${safeText(found.subject)}@${found.version}, id ${found.id}`);
  for (const { name, subject, version } of found.references ?? []) {
    print(`uses ${safeText(name)} of ${safeText(subject)}@${version}`);
  }
  pretty(found.schema).forEach((line) => print(line));
}

/** JSON over several lines; Protobuf as it is. */
function pretty(schema: string): string[] {
  let text = schema;
  try {
    text = JSON.stringify(JSON.parse(schema), null, 2);
  } catch {
    // No JSON: it is shown as it came.
  }
  return text.split("\n").map((line) => safeText(line));
}
