import type { ClusterState } from "../cluster_state.ts";
import { CONFIG_SOURCES, CONFIG_TYPES, TOPIC_CONFIGS } from "../topics/topic_configs.ts";

type Type = keyof typeof CONFIG_TYPES;

/** Settings that hold for the whole broker: those that this cluster goes by. */
const FIXED: readonly (readonly [name: string, type: Type, value: string])[] = [
  ["auto.create.topics.enable", "boolean", "true"],
  ["delete.topic.enable", "boolean", "true"],
  ["group.initial.rebalance.delay.ms", "int", "0"],
  ["group.max.session.timeout.ms", "int", "1800000"],
  ["group.min.session.timeout.ms", "int", "6000"],
  ["log.cleaner.enable", "boolean", "true"],
  ["log.retention.hours", "int", "168"],
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

/** The settings of a broker, as DescribeConfigs shows them. */
export function brokerConfigs(cluster: ClusterState, brokerId: number) {
  const address = cluster.brokers.find(({ id }) => id === brokerId);
  const listener = `PLAINTEXT://${address?.host}:${address?.port}`;
  const own = [
    ["advertised.listeners", "string", listener],
    ["broker.id", "int", String(brokerId)],
    ["default.replication.factor", "int", String(cluster.defaultReplicationFactor)],
    ["listeners", "string", listener],
    ["node.id", "int", String(brokerId)],
  ] as const;
  const ofTopics = TOPIC_CONFIGS.flatMap(({ brokerConfig, type, default: value }) =>
    brokerConfig === undefined ? [] : [[brokerConfig, type, value] as const]
  );
  return [
    ...own.map((config) => entry(config, CONFIG_SOURCES.staticBroker)),
    ...[...FIXED, ...ofTopics].map((config) => entry(config, CONFIG_SOURCES.default)),
  ];
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
