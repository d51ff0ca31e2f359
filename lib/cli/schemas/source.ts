import { ConfigError, messageOf } from "../../core/mod.ts";
import type { RegistryClient, RegistrySchema } from "../../schemas/mod.ts";
import { versionOf } from "./flags.ts";

/** A schema that somebody named on the command line. */
export interface NamedSchema {
  /** How it is called: a file, or subject and version. */
  readonly name: string;
  readonly schema: RegistrySchema;
}

/** A file's schema; its language is what `type` says, else what its ending says. */
export async function schemaOfFile(path: string, type?: string): Promise<RegistrySchema> {
  const schemaType = languageOf(path, type);
  try {
    // Without the blanks: a registry keeps the text as it comes.
    const schema = JSON.stringify(JSON.parse(await Deno.readTextFile(path)));
    return { schema, schemaType };
  } catch (cause) {
    const why = cause instanceof SyntaxError ? "it is no valid JSON" : messageOf(cause);
    throw new ConfigError(`File ${path} can't be read as a schema (${why})`, { cause });
  }
}

/** `orders-value@2`, `orders-value`, or a file. */
export async function schemaOf(word: string, registry: RegistryClient): Promise<NamedSchema> {
  if (isFile(word)) return { name: word, schema: await schemaOfFile(word) };
  const { subject, version } = subjectOf(word);
  const found = await registry.version(subject, version);
  return { name: `${subject}@${found.version}`, schema: found };
}

/** A subject and a version, the newest where none is named. */
export function subjectOf(word: string): { subject: string; version: number | "latest" } {
  const [, subject = word, version] = /^(.+)@([^@]+)$/.exec(word) ?? [];
  return { subject, version: versionOf(version ?? "latest") };
}

function isFile(word: string): boolean {
  return /\.(avsc|json)$/.test(word);
}

function languageOf(path: string, type: string | undefined): string {
  if (type === undefined) return path.endsWith(".json") ? "JSON" : "AVRO";
  if (type === "AVRO" || type === "JSON") return type;
  throw new ConfigError(`--type is "${type}": use AVRO or JSON`);
}
