import type { Config, SettingName } from "./config.ts";
import { type Setting, SETTING_NAMES, SETTINGS } from "./settings.ts";

/** A setting as documentation shows it. */
export interface SettingDescription {
  /** The field of the configuration. */
  readonly name: SettingName;
  /** Environment variables; the first that is set counts. */
  readonly variables: readonly string[];
  /** Section and key in a JSON file. */
  readonly fileKey: string;
  /** Other sections and keys that mean the same. */
  readonly fileAliases: readonly string[];
  /** The default as a variable's text, empty when there is none. */
  readonly defaultText: string;
  /** What may be given, in words. */
  readonly allowed: string;
  /** What it is, in one line. */
  readonly help: string;
}

/** Every setting, in the table's order. */
export function describeSettings(): readonly SettingDescription[] {
  return SETTING_NAMES.map((name) => {
    const { variables, fileKey, fileAliases = [], kind, help } = SETTINGS[name];
    const defaultText = textOf(name, SETTINGS[name].default);
    return { name, variables, fileKey, fileAliases, defaultText, allowed: kind.allowed, help };
  });
}

/** The settings as a Markdown table. */
export function settingsMarkdown(): string {
  const rows = describeSettings().map((
    { variables, fileKey, fileAliases, defaultText, allowed, help },
  ) =>
    `| ${variables.map(code).join(", ")} | ${[fileKey, ...fileAliases].map(code).join(", ")} | ${
      code(defaultText)
    } | ${help} | ${allowed} |`
  );
  return ["| variable | key in a file | default | what it is | allowed |", "|---|---|---|---|---|"]
    .concat(rows).join("\n") + "\n";
}

/** The configuration as lines `VARIABLE=value (origin)`, secrets redacted. */
export function printConfig(config: Config): string[] {
  return SETTING_NAMES.filter((name) => config[name] !== undefined)
    .map((name) =>
      `${SETTINGS[name].variables[0]}=${textOf(name, config[name])} (${config.origins[name]})`
    );
}

function textOf(name: SettingName, value: unknown): string {
  if (value === undefined) return "";
  return (SETTINGS[name] as Setting<unknown>).kind.toText(value as NonNullable<unknown>);
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
