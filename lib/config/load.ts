import { ConfigError } from "../core/mod.ts";
import { checkTogether } from "./check.ts";
import type { Config, Origin, SettingName, Settings } from "./config.ts";
import { type FileValue, readConfigFile } from "./file.ts";
import { isSecret } from "./kinds.ts";
import { type Role, ROLE_DEFAULTS } from "./roles.ts";
import { type Setting, SETTING_NAMES, SETTINGS } from "./settings.ts";

/** Where settings come from. */
export interface LoadConfigOptions {
  /** Looks up one environment variable. @default {Deno.env.get} */
  readonly env?: (name: string) => string | undefined;
  /** Variables that are not asked, although they may be set. @default {none} */
  readonly ignored?: (name: string) => boolean;
  /** Path of a JSON file whose values stand below the environment's. @default {none} */
  readonly file?: string;
  /**
   * Path of a JSON file that comes with the role: what it gives stands above the role's defaults and
   * below `file`, and counts as a default of the role. @default {none}
   */
  readonly ownFile?: string;
  /** Values of the own file that don't count. @default {none} */
  readonly skipped?: (name: SettingName, value: unknown) => boolean;
  /** The program that is started, for its own defaults. @default {none: the table's defaults} */
  readonly role?: Role;
}

/** One value and where it came from; `raw` is `undefined` when a default holds. */
interface Found {
  readonly value: unknown;
  readonly origin: Origin;
}

/**
 * Puts the configuration together: defaults, above them the role's and those of its own file, above
 * them the file's, above them the environment's. A variable that is set to nothing counts as not set.
 *
 * @throws {ConfigError} for the first bad value: it names the variable or key, the value (never a
 * secret one) and what is allowed
 *
 * @example
 * ```ts
 * import { loadConfig } from "./load.ts";
 *
 * const environment = new Map([["MAX_RETRIES", "5"]]);
 * const config = loadConfig({ env: (name) => environment.get(name) });
 * console.log(config.maxRetries, config.origins.maxRetries); // 5 environment
 * ```
 */
export function loadConfig(options: LoadConfigOptions = {}): Config {
  const { file, ownFile, role, ignored = () => false } = options;
  const { env: ask = (name) => Deno.env.get(name) } = options;
  const env = (name: string) => ignored(name) ? undefined : ask(name);
  const inFiles = [
    ...(file === undefined ? [] : [opened(file, "file")]),
    ...(ownFile === undefined ? [] : [opened(ownFile, "role", options.skipped)]),
  ];
  const values: Record<string, unknown> = {};
  const origins: Record<string, Origin> = {};
  for (const name of SETTING_NAMES) {
    const found = fromEnvironment(name, env) ?? fromFiles(name, inFiles) ??
      fromDefaults(name, role);
    values[name] = found.value;
    origins[name] = found.origin;
  }
  checkTogether(values as unknown as Settings);
  return Object.freeze({ ...values, origins: Object.freeze(origins) }) as unknown as Config;
}

function settingOf(name: SettingName): Setting<unknown> {
  return SETTINGS[name] as Setting<unknown>;
}

function fromEnvironment(
  name: SettingName,
  env: (name: string) => string | undefined,
): Found | undefined {
  const setting = settingOf(name);
  for (const variable of setting.variables) {
    const text = env(variable)?.trim();
    if (text === undefined || text === "") continue;
    const value = setting.kind.fromText(text);
    if (value === undefined) throw badValue(`Environment variable ${variable}`, text, name);
    return { value, origin: "environment" };
  }
  return undefined;
}

/** A file that was read, and what its values count as. */
interface OpenedFile {
  readonly path: string;
  readonly given: ReadonlyMap<SettingName, FileValue>;
  readonly origin: Origin;
}

function opened(
  path: string,
  origin: Origin,
  skipped: LoadConfigOptions["skipped"] = () => false,
): OpenedFile {
  const given = [...readConfigFile(path)].filter(([name, { value }]) => !skipped(name, value));
  return { path, given: new Map(given), origin };
}

/** The value of the first file that gives one. */
function fromFiles(name: SettingName, files: readonly OpenedFile[]): Found | undefined {
  const file = files.find(({ given }) => given.has(name));
  if (file === undefined) return undefined;
  const { key, value: given } = file.given.get(name)!;
  const value = settingOf(name).kind.fromJson(given);
  if (value !== undefined) return { value, origin: file.origin };
  throw badValue(`Key ${key} in ${file.path}`, given, name);
}

function fromDefaults(name: SettingName, role: Role | undefined): Found {
  const ofRole: Partial<Settings> = role === undefined ? {} : ROLE_DEFAULTS[role];
  if (name in ofRole) return { value: freeze(ofRole[name]), origin: "role" };
  return { value: settingOf(name).default, origin: "default" };
}

function freeze<T>(value: T): T {
  return Array.isArray(value) ? Object.freeze([...value]) as T : value;
}

/** A password that somebody wrote into an address. */
const LOGIN_IN_URL = /:\/\/[^/]*@/;

function badValue(where: string, value: unknown, name: SettingName): ConfigError {
  const { kind } = settingOf(name);
  const text = JSON.stringify(value) ?? "";
  const shown = isSecret(kind) || LOGIN_IN_URL.test(text) ? "***" : text;
  return new ConfigError(`${where} is ${shown}: use ${kind.allowed}`);
}
