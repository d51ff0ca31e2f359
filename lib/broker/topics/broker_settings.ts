import { RequestError } from "../errors.ts";
import { configProblem } from "./topic_config_checks.ts";
import type { MetadataLog } from "./metadata_log.ts";
import { CONFIG_SOURCES, TOPIC_CONFIGS, type TopicConfigDefinition } from "./topic_configs.ts";

const PREFIX = "broker settings ";
/** The scope of settings that hold for all brokers. */
export const ALL_BROKERS = "";

/** A value of a setting and where it comes from. */
export interface SettingLevel {
  readonly name: string;
  readonly value: string;
  /** One of {@link CONFIG_SOURCES}. */
  readonly source: number;
}

/** Settings that only brokers have, which stand behind a topic's. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["retention.ms", "log.retention.ms"],
  ["segment.ms", "log.roll.ms"],
]);

/** The name of the broker's setting that stands behind a topic's, if there is one. */
export function brokerNameOf({ name, brokerConfig }: TopicConfigDefinition): string | undefined {
  return brokerConfig ?? OTHER_NAMES.get(name);
}

/** The settings of brokers that can be changed while they run, by name. */
export const DYNAMIC_SETTINGS: ReadonlyMap<string, TopicConfigDefinition> = new Map(
  TOPIC_CONFIGS.flatMap((definition) => {
    const name = brokerNameOf(definition);
    return name === undefined ? [] : [[name, definition] as const];
  }),
);

/** The settings that were made for brokers, one by one or for all, and kept in the metadata log. */
export class BrokerSettings {
  readonly #metadata: MetadataLog;
  readonly #scopes = new Map<string, ReadonlyMap<string, string>>();

  constructor(metadata: MetadataLog) {
    this.#metadata = metadata;
    this.#scopes.set(ALL_BROKERS, new Map([["min.insync.replicas", "1"]]));
    for (const [scope, entries] of metadata.entries(PREFIX)) {
      this.#scopes.set(scope, new Map(entries as [string, string][]));
    }
  }

  /** What was set in a scope: a broker's id, or {@link ALL_BROKERS}. */
  madeFor(scope: string): ReadonlyMap<string, string> {
    return this.#scopes.get(scope) ?? new Map();
  }

  /** Sets settings in a scope; null puts the default back. */
  configure(scope: string, changes: Iterable<readonly [string, string | null]>): void {
    const settings = new Map(this.madeFor(scope));
    for (const [name, value] of changes) {
      if (value === null) settings.delete(name);
      else settings.set(name, value);
    }
    this.#metadata.save(PREFIX + scope, [...settings]);
    this.#scopes.set(scope, settings);
  }

  /** The values of a setting that were made while brokers run, the one in force first. */
  levels(name: string, brokerId: number): SettingLevel[] {
    const own = this.madeFor(String(brokerId)).get(name);
    const forAll = this.madeFor(ALL_BROKERS).get(name);
    return [
      ...(own === undefined ? [] : [{ name, value: own, source: CONFIG_SOURCES.dynamicBroker }]),
      ...(forAll === undefined
        ? []
        : [{ name, value: forAll, source: CONFIG_SOURCES.dynamicBrokerDefault }]),
    ];
  }

  /** The value that a topic's setting takes when none was made for the topic. */
  forTopics(definition: TopicConfigDefinition): string | undefined {
    const name = brokerNameOf(definition);
    if (name === undefined) return undefined;
    const ofOne = [...this.#scopes].filter(([scope]) => scope !== ALL_BROKERS)
      .map(([, settings]) => settings.get(name)).find((value) => value !== undefined);
    return ofOne ?? this.madeFor(ALL_BROKERS).get(name);
  }
}

/**
 * Looks whether a broker's setting may be made; names that nobody knows are let through.
 *
 * @throws {RequestError} code `INVALID_REQUEST`
 */
export function checkBrokerSetting(
  name: string,
  value: string | null,
  { fixed }: { readonly fixed: ReadonlySet<string> },
): void {
  if (fixed.has(name)) {
    throw new RequestError("INVALID_REQUEST", `${name} can't be changed while brokers run`);
  }
  const definition = DYNAMIC_SETTINGS.get(name);
  if (definition === undefined || value === null) return;
  const problem = configProblem(
    OTHER_NAMES.get(definition.name) === name ? { ...definition, min: -Infinity } : definition,
    value,
  );
  if (problem === undefined) return;
  throw new RequestError("INVALID_REQUEST", `${name} can't be ${value}: ${problem}`);
}
