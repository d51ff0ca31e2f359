import { readBack } from "../topics/topic_config_checks.ts";
import {
  CONFIG_SOURCES,
  CONFIG_TYPES,
  TOPIC_CONFIGS,
  type TopicConfigDefinition,
} from "../topics/topic_configs.ts";

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

/** All settings of a topic: what was set for it, else the default. */
export function effectiveConfigs(set: ReadonlyMap<string, string>): ConfigEntry[] {
  return TOPIC_CONFIGS.map((definition) => effective(definition, set.get(definition.name)));
}

function effective(definition: TopicConfigDefinition, own: string | undefined): ConfigEntry {
  const { name, type } = definition;
  const synonyms = [
    ...(own === undefined ? [] : [{ name, value: own, source: CONFIG_SOURCES.topic }]),
    ...brokerLevels(definition),
  ];
  const inForce = synonyms[0];
  return {
    name,
    value: own === undefined ? definition.default : readBack(definition, own),
    readOnly: false,
    isSensitive: false,
    configSource: inForce?.source ?? CONFIG_SOURCES.default,
    configType: CONFIG_TYPES[type],
    synonyms,
  };
}

/** Where the broker's value comes from; min.insync.replicas has a level of its own since 4.1. */
function brokerLevels({ name, brokerConfig, default: value }: TopicConfigDefinition) {
  if (brokerConfig === undefined) return [];
  const standard = { name: brokerConfig, value, source: CONFIG_SOURCES.default };
  if (name !== "min.insync.replicas") return [standard];
  return [{ ...standard, source: CONFIG_SOURCES.dynamicBrokerDefault }, standard];
}
