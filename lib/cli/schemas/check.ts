import { EXIT, type ExitCode } from "../command.ts";
import { safeText } from "../safe_text.ts";
import { type SchemasRun, versionOf, wordsOf } from "./flags.ts";
import { schemaOfFile } from "./source.ts";

/** Says whether a file's schema may become a subject's next version, and what breaks if not. */
export async function check(run: SchemasRun): Promise<ExitCode> {
  const [subject = "", path = ""] = wordsOf(run, "SUBJECT", "FILE");
  const { registry, flags: { json, type, version }, print } = run;
  const schema = await schemaOfFile(path, type);
  const against = version === undefined ? undefined : versionOf(version);
  // A subject that is not there permits everything, and a registry says so: it is a slip here.
  await registry.version(subject, against ?? "latest");
  const { compatible, messages } = await registry.testCompatibility(subject, schema, against);
  const level = await registry.level(subject);
  if (json) print(JSON.stringify({ subject, level, compatible, messages }));
  else {
    print(
      compatible
        ? `${path} may follow ${safeText(subject)} (${level})`
        : `${path} may not follow ${safeText(subject)} (${level}):`,
    );
    for (const message of messages) print(`  ${safeText(message)}`);
  }
  return compatible ? EXIT.ok : EXIT.failed;
}
