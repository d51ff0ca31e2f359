import { ConfigError } from "../../core/mod.ts";
import type { RegistryClient } from "../../schemas/mod.ts";
import type { ExitCode } from "../command.ts";
import { flag, type OptionValues, text } from "../options.ts";

/** What all actions of `deno task schemas` take. */
export const SCHEMAS_FLAGS = {
  deleted: flag("With list: show what is deleted and still there, too"),
  version: text("N", "With check: judge against this version instead of those the level asks for"),
  type: text("AVRO|JSON", "With register and check: the file's language, else by its ending"),
  json: flag("Print JSON for programs"),
} as const;

/** What an action works with. */
export interface SchemasRun {
  readonly registry: RegistryClient;
  /** What stands behind the action's name. */
  readonly words: readonly string[];
  readonly flags: OptionValues<typeof SCHEMAS_FLAGS>;
  readonly print: (line: string) => void;
}

/** One of the things that `deno task schemas` does. */
export type SchemasAction = (run: SchemasRun) => Promise<ExitCode | void>;

/** Demands as many words as an action has names for. */
export function wordsOf({ words }: SchemasRun, ...names: string[]): readonly string[] {
  if (words.length === names.length) return words;
  const missing = names.slice(words.length).join(" ");
  throw new ConfigError(
    words.length < names.length
      ? `Something is missing: ${missing}`
      : `"${words[names.length]}" is one argument too many`,
  );
}

/** The number of a version. */
export function versionOf(text: string): number | "latest" {
  if (text === "latest") return text;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ConfigError(`"${text}" is no version: use a number from 1, or latest`);
}
