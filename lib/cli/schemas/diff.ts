import { ConfigError } from "../../core/mod.ts";
import { avroDifferences, permittedLevels } from "../../schemas/mod.ts";
import { safeText } from "../safe_text.ts";
import { type SchemasRun, wordsOf } from "./flags.ts";
import { type NamedSchema, schemaOf } from "./source.ts";

/** Shows what changes from one schema to another, and which levels permit it. */
export async function diff(run: SchemasRun): Promise<void> {
  const words = wordsOf(run, "FROM", "TO");
  const { registry, flags: { json }, print } = run;
  const [from, to] = await Promise.all(words.map((word) => schemaOf(word, registry)));
  const changes = avroDifferences(JSON.parse(from!.schema.schema), JSON.parse(to!.schema.schema));
  const permitted = levelsThatPermit(from!, to!);
  if (json) {
    return print(JSON.stringify({ from: from!.name, to: to!.name, changes, permitted }));
  }
  print(`${safeText(from!.name)} → ${safeText(to!.name)}`);
  if (changes.length === 0) print("  nothing differs");
  for (const change of changes) print(`  ${safeText(change)}`);
  print(`permitted by ${permitted.join(", ")}`);
}

function levelsThatPermit(from: NamedSchema, to: NamedSchema): readonly string[] {
  for (const { name, schema: { schemaType = "AVRO", references = [] } } of [from, to]) {
    if (schemaType !== "AVRO" || references.length > 0) {
      throw new ConfigError(
        `${name} is ${schemaType} or uses other schemas: diff takes plain Avro`,
      );
    }
  }
  return permittedLevels({ schema: from.schema.schema }, { schema: to.schema.schema });
}
