import { safeText } from "../safe_text.ts";
import { type SchemasRun, wordsOf } from "./flags.ts";
import { schemaOfFile } from "./source.ts";

/** Registers a file's schema as the next version of a subject. */
export async function register(run: SchemasRun): Promise<void> {
  const [subject = "", path = ""] = wordsOf(run, "SUBJECT", "FILE");
  const { registry, flags: { json, type }, print } = run;
  const schema = await schemaOfFile(path, type);
  const id = await registry.register(subject, schema);
  const { version } = await registry.lookUp(subject, schema);
  if (json) return print(JSON.stringify({ subject, version, id }));
  print(`${safeText(subject)}@${version} has id ${id}`);
}
