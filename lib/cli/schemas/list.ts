import { table } from "../../workshop/mod.ts";
import { safeText } from "../safe_text.ts";
import { type SchemasRun, wordsOf } from "./flags.ts";

/** Lists subjects with their versions, the newest one's id, and the level that holds. */
export async function list(run: SchemasRun): Promise<void> {
  wordsOf(run);
  const { registry, flags: { deleted, json }, print } = run;
  const names = await registry.subjects({ deleted });
  const subjects = await Promise.all(names.map(async (subject) => {
    const versions = await registry.versions(subject, { deleted });
    const newest = await registry.version(subject, versions.at(-1)!, { deleted });
    const { id, schemaType = "AVRO" } = newest;
    return { subject, versions, id, schemaType, level: await registry.level(subject) };
  }));
  if (json) return print(JSON.stringify({ registry: registry.url, subjects }));
  if (subjects.length === 0) {
    return print(`No subject at ${registry.url}: deno task schemas register SUBJECT FILE`);
  }
  const columns = [
    { title: "subject", shrinks: true },
    { title: "versions", align: "right" },
    { title: "id", align: "right" },
    { title: "language" },
    { title: "level" },
  ] as const;
  const rows = subjects.map(({ subject, versions, id, schemaType, level }) => [
    safeText(subject),
    versions.length,
    id,
    safeText(schemaType),
    level,
  ]);
  for (const line of table(columns, rows)) print(line);
}
