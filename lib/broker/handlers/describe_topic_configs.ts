import { readBack } from "../topics/topic_config_checks.ts";
import { brokerNameOf } from "../topics/broker_settings.ts";
import {
  CONFIG_SOURCES,
  CONFIG_TYPES,
  TOPIC_CONFIGS,
  type TopicConfigDefinition,
} from "../topics/topic_configs.ts";
import type { RequestContext } from "./handler.ts";

/** One level on which a setting has a value. */
export interface ConfigSynonym {
  readonly name: string;
  readonly value: string;
  readonly source: number;
}

/** A setting as DescribeConfigs and CreateTopics show it. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: string;
  readonly readOnly: false;
  readonly isSensitive: false;
  readonly configSource: number;
  readonly configType: number;
  readonly synonyms: readonly ConfigSynonym[];
}

/** All settings of a topic: what was set for it, else for the broker, else the default. */
export function effectiveConfigs(
  set: ReadonlyMap<string, string>,
  { cluster, brokerId }: Pick<RequestContext, "cluster" | "brokerId">,
): ConfigEntry[] {
  return TOPIC_CONFIGS.map((definition) => {
    const name = brokerNameOf(definition);
    const levels = name === undefined ? [] : cluster.brokerSettings.levels(name, brokerId);
    return effective(definition, set.get(definition.name), levels);
  });
}

function effective(
  definition: TopicConfigDefinition,
  own: string | undefined,
  levels: readonly ConfigSynonym[],
): ConfigEntry {
  const { name, type } = definition;
  const synonyms = [
    ...(own === undefined ? [] : [{ name, value: own, source: CONFIG_SOURCES.topic }]),
    ...levels,
    ...defaultLevel(definition),
  ];
  const inForce = synonyms[0];
  return {
    name,
    value: inForce === undefined ? definition.default : readBack(definition, inForce.value),
    readOnly: false,
    isSensitive: false,
    configSource: inForce?.source ?? CONFIG_SOURCES.default,
    configType: CONFIG_TYPES[type],
    synonyms,
  };
}

function defaultLevel({ brokerConfig, default: value }: TopicConfigDefinition): ConfigSynonym[] {
  if (brokerConfig === undefined) return [];
  return [{ name: brokerConfig, value, source: CONFIG_SOURCES.default }];
}
