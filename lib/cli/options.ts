import { parseArgs } from "@std/cli";
import { ConfigError } from "../core/mod.ts";

/** One flag of a command: how it is shown in the help and how its text becomes a value. */
export interface Option<T> {
  readonly help: string;
  /** What stands for the value in the help; without it the flag takes none. */
  readonly placeholder?: string;
  /** What the help says of the default. */
  readonly shownDefault?: string;
  readonly fallback: T;
  readonly parse: (text: string, flag: string) => T;
  /** Whether the flag may be given several times; each text is parsed to a list, they are joined. */
  readonly repeated?: boolean;
}

/** The options of a command by name, in the order of its help. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

/** The values of an option table. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never;
};

/** What a command line said. */
export interface ParsedLine<T extends OptionTable> {
  readonly options: OptionValues<T>;
  /** Names of the options that were given, not defaulted. */
  readonly given: ReadonlySet<string>;
  readonly positionals: readonly string[];
  readonly help: boolean;
}

/** A flag without a value; absent means false. */
export function flag(help: string): Option<boolean> {
  return { help, fallback: false, parse: () => true };
}

/** A text; absent means `undefined`. */
export function text(placeholder: string, help: string): Option<string | undefined> {
  return { help, placeholder, fallback: undefined, parse: (value) => value };
}

/** Texts of a flag that may be given several times. */
export function texts(placeholder: string, help: string): Option<readonly string[]> {
  return {
    help: `${help}; may be given several times`,
    placeholder,
    fallback: [],
    parse: (value) => [value],
    repeated: true,
  };
}

/** Beside a longer one the help has no room. */
const LONGEST_PLACEHOLDER = 40;

/** One of a few words. */
export function choice<const W extends string>(
  words: readonly W[],
  help: string,
  fallback: W,
): Option<W> {
  const joined = words.join("|");
  const isLong = joined.length > LONGEST_PLACEHOLDER;
  return {
    help: isLong ? `${help}: ${words.join(", ")}` : help,
    placeholder: isLong ? "NAME" : joined,
    shownDefault: fallback,
    fallback,
    parse(value, flag) {
      if (words.includes(value as W)) return value as W;
      throw new ConfigError(`${flag} is "${value}": use one of ${words.join(", ")}`);
    },
  };
}

/** A number within bounds, `integer` unless said otherwise; the default may be "none". */
export function number<D extends number | undefined>(
  help: string,
  range: {
    readonly fallback: D;
    readonly min: number;
    readonly max?: number;
    readonly placeholder?: string;
    readonly fraction?: boolean;
  },
): Option<number | D> {
  const { fallback, min, max = Number.MAX_SAFE_INTEGER, placeholder = "N", fraction } = range;
  const kind = fraction ? "a number" : "a whole number";
  const allowed = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  return {
    help,
    placeholder,
    fallback,
    ...(fallback === undefined ? {} : { shownDefault: String(fallback) }),
    parse(value, flag) {
      const parsed = value.trim() === "" ? NaN : Number(value);
      const fits = fraction ? Number.isFinite(parsed) : Number.isSafeInteger(parsed);
      if (fits && parsed >= min && parsed <= max) return parsed;
      throw new ConfigError(`${flag} is "${value}": use ${kind} ${allowed}`);
    },
  };
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** A time span such as `500ms`, `20s`, `10m` or `1h`, in milliseconds; absent means `undefined`. */
export function duration(help: string): Option<number | undefined> {
  return {
    help,
    placeholder: "TIME",
    fallback: undefined,
    parse(value, flag) {
      const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value);
      const ms = match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : NaN;
      if (ms > 0) return ms;
      throw new ConfigError(`${flag} is "${value}": use a time such as 500ms, 20s, 10m or 1h`);
    },
  };
}

/**
 * Reads a command line against an option table.
 *
 * @throws {ConfigError} naming an unknown flag, a missing value or one that does not fit
 */
export function parseLine<const T extends OptionTable>(
  args: readonly string[],
  table: T,
): ParsedLine<T> {
  const names = Object.keys(table);
  const takesValue = (name: string) => table[name]?.placeholder !== undefined;
  const parsed = parseArgs(joinDash(args), {
    boolean: ["help", ...names.filter((name) => !takesValue(name))],
    string: ["_", ...names.filter(takesValue)],
    collect: names.filter((name) => table[name]!.repeated),
    alias: { help: "h" },
    unknown: (arg, key) => {
      if (key !== undefined) throw new ConfigError(unknownFlag(arg, names));
      return true;
    },
  }) as Record<string, unknown> & { _: (string | number)[]; help: boolean };
  const given = new Set<string>();
  const options: Record<string, unknown> = {};
  for (const name of names) {
    const option = table[name]!;
    const value = parsed[name];
    const present = takesValue(name) ? [value].flat()[0] !== undefined : value === true;
    if (present) given.add(name);
    options[name] = present ? readValue(option, name, value) : option.fallback;
  }
  return {
    options: options as OptionValues<T>,
    given,
    positionals: parsed._.map(String),
    help: parsed.help,
  };
}

/** After a flag, a lone `-` means standard input and `-1` a number; parseArgs knows neither. */
function joinDash(args: readonly string[]): string[] {
  const isValue = (index: number) =>
    /^-(\d.*)?$/.test(args[index] ?? "") && /^--[^=]+$/.test(args[index - 1] ?? "");
  return args.flatMap((arg, index) => {
    if (isValue(index)) return [];
    return isValue(index + 1) ? [`${arg}=${args[index + 1]}`] : [arg];
  });
}

function readValue(option: Option<unknown>, name: string, value: unknown): unknown {
  if (option.repeated && Array.isArray(value)) {
    return value.flatMap((one) => readValue(option, name, one));
  }
  if (option.placeholder !== undefined && value === "") {
    throw new ConfigError(`--${name} needs a value: --${name} ${option.placeholder}`);
  }
  return option.parse(String(value), `--${name}`);
}

function unknownFlag(arg: string, names: readonly string[]): string {
  const word = arg.replace(/^-+/, "").split("=")[0]!;
  const near = names.find((name) => name.startsWith(word.slice(0, 3)));
  const hint = near === undefined ? "--help lists the flags" : `did you mean --${near}?`;
  return `There is no flag ${arg.split("=")[0]}: ${hint}`;
}
