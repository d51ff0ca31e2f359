import type { ClusterState } from "../cluster_state.ts";
import { ALL_BROKERS, DYNAMIC_SETTINGS, type SettingLevel } from "../topics/broker_settings.ts";
import { CONFIG_SOURCES, CONFIG_TYPES } from "../topics/topic_configs.ts";

type Type = keyof typeof CONFIG_TYPES;

/** Settings that hold for the whole broker: those that this cluster goes by. */
const FIXED: readonly (readonly [name: string, type: Type, value: string])[] = [
  ["auto.create.topics.enable", "boolean", "true"],
  ["delete.topic.enable", "boolean", "true"],
  ["group.initial.rebalance.delay.ms", "int", "0"],
  ["group.max.size", "int", "2147483647"],
  ["group.max.session.timeout.ms", "int", "1800000"],
  ["group.min.session.timeout.ms", "int", "6000"],
  ["log.cleaner.enable", "boolean", "true"],
  ["log.retention.hours", "int", "168"],
  ["log.roll.hours", "int", "168"],
  ["num.partitions", "int", "1"],
  ["offset.metadata.max.bytes", "int", "4096"],
  ["offsets.retention.minutes", "int", "10080"],
  ["offsets.topic.num.partitions", "int", "50"],
  ["producer.id.expiration.ms", "int", "86400000"],
  ["socket.request.max.bytes", "int", "104857600"],
  ["transaction.max.timeout.ms", "int", "900000"],
  ["transaction.state.log.num.partitions", "int", "50"],
  ["transactional.id.expiration.ms", "int", "604800000"],
];

/** Settings in hours that stand behind those in milliseconds. */
const COARSER: ReadonlyMap<string, SettingLevel> = new Map([
  ["log.retention.ms", {
    name: "log.retention.hours",
    value: "168",
    source: CONFIG_SOURCES.default,
  }],
  ["log.roll.ms", { name: "log.roll.hours", value: "168", source: CONFIG_SOURCES.default }],
]);

const OWN_NAMES = ["advertised.listeners", "broker.id", "listeners", "node.id"] as const;

/** Names of the settings that can't be changed while brokers run. */
export const FIXED_NAMES: ReadonlySet<string> = new Set([
  ...FIXED.map(([name]) => name),
  ...OWN_NAMES,
]);

/** The settings that were made for all brokers together. */
export function settingsOfAll({ brokerSettings }: ClusterState) {
  return [...brokerSettings.madeFor(ALL_BROKERS)].flatMap(([name, value]) => {
    const definition = DYNAMIC_SETTINGS.get(name);
    if (definition === undefined) return [];
    const source = CONFIG_SOURCES.dynamicBrokerDefault;
    return [dynamicEntry({ name, type: definition.type }, [{ name, value, source }])];
  });
}

/** The one logger there is. */
export const LOGGERS = [{
  name: "root",
  value: "INFO",
  readOnly: false,
  isSensitive: false,
  configSource: CONFIG_SOURCES.logger,
  configType: 0,
  synonyms: [],
}];

/** The settings of a broker, as DescribeConfigs shows them. */
export function brokerConfigs(cluster: ClusterState, brokerId: number) {
  const address = cluster.brokers.find(({ id }) => id === brokerId);
  const protocol = cluster.security?.protocol ?? "PLAINTEXT";
  const listener = `${protocol}://${address?.host}:${address?.port}`;
  const own = [
    ["advertised.listeners", "string", listener],
    ["broker.id", "int", String(brokerId)],
    ["default.replication.factor", "int", String(cluster.defaultReplicationFactor)],
    ["listeners", "string", listener],
    ["node.id", "int", String(brokerId)],
  ] as const;
  const dynamic = [...DYNAMIC_SETTINGS].map(([name, { brokerConfig, type, default: value }]) => {
    const standard = brokerConfig === undefined
      ? []
      : [{ name, value, source: CONFIG_SOURCES.default }];
    const levels = cluster.brokerSettings.levels(name, brokerId);
    const coarser = levels.length === 0 ? undefined : COARSER.get(name);
    const last = coarser === undefined ? standard : [coarser];
    return dynamicEntry({ name, type }, [...levels, ...last]);
  });
  return [
    ...own.map((config) => entry(config, CONFIG_SOURCES.staticBroker)),
    ...FIXED.map((config) => entry(config, CONFIG_SOURCES.default)),
    ...dynamic,
  ];
}

function dynamicEntry(
  { name, type }: { readonly name: string; readonly type: Type },
  levels: readonly SettingLevel[],
) {
  return {
    name,
    value: levels[0]?.value ?? null,
    readOnly: false,
    isSensitive: false,
    configSource: levels[0]?.source ?? CONFIG_SOURCES.default,
    configType: CONFIG_TYPES[type],
    synonyms: levels,
  };
}

function entry([name, type, value]: readonly [string, Type, string], source: number) {
  return {
    name,
    value,
    readOnly: true,
    isSensitive: false,
    configSource: source,
    configType: CONFIG_TYPES[type],
    synonyms: [{ name, value, source }],
  };
}
