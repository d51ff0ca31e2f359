import { ConfigError, messageOf } from "../core/mod.ts";
import type { SettingName } from "./config.ts";
import { SETTING_NAMES, SETTINGS } from "./settings.ts";

const NAME_BY_KEY = new Map(SETTING_NAMES.flatMap((name) => {
  const { fileKey, fileAliases = [] } = SETTINGS[name];
  return [fileKey, ...fileAliases].map((key) => [key, name] as const);
}));

/** A value and the key that it stands under. */
export interface FileValue {
  readonly key: string;
  readonly value: unknown;
}

/**
 * Reads the settings that a JSON file gives: sections of keys, `{"kafka": {"topic": "orders"}}`. A
 * key that is null counts as not given.
 *
 * @throws {ConfigError} when the file can't be read, is no JSON, has a key that nobody reads or gives
 * one setting under two keys
 */
export function readConfigFile(path: string): Map<SettingName, FileValue> {
  const given = new Map<SettingName, FileValue>();
  for (const [section, keys] of Object.entries(parseSections(path))) {
    if (!isObject(keys)) {
      throw new ConfigError(`Section ${section} of ${path} is not an object: write {"key": value}`);
    }
    for (const [last, value] of Object.entries(keys)) {
      const key = `${section}.${last}`;
      const name = NAME_BY_KEY.get(key);
      if (name === undefined) throw unknownKey(key, path);
      if (value === null) continue;
      const other = given.get(name)?.key;
      if (other !== undefined) throw givenTwice([other, key], path);
      given.set(name, { key, value });
    }
  }
  return given;
}

function parseSections(path: string): Record<string, unknown> {
  const text = readText(path);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // V8's message quotes the text, and the file may hold a password.
    throw new ConfigError(
      `Configuration file ${path} is not valid JSON: check it with a formatter`,
    );
  }
  if (isObject(parsed)) return parsed;
  throw new ConfigError(`Configuration file ${path} must hold one JSON object of sections`);
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new ConfigError(
      `Configuration file ${path} can't be read (${
        messageOf(cause)
      }): check the path and its rights`,
      { cause },
    );
  }
}

function givenTwice(keys: readonly string[], path: string): ConfigError {
  return new ConfigError(`Keys ${keys.join(" and ")} in ${path} mean the same: leave one out`);
}

function unknownKey(key: string, path: string): ConfigError {
  const known = [...NAME_BY_KEY.keys()].sort().join(", ");
  return new ConfigError(`Unknown key ${key} in ${path}: use one of ${known}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
