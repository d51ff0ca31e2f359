/**
 * Clusters of Apache Kafka on this machine: the one that `deno task kafka:start` keeps, and those
 * that labs and tests start for themselves.
 *
 * @module
 */
export { BrokerLine, type LineAddress } from "./broker_line.ts";
export { apacheControl } from "./apache_control.ts";
export { ApacheKafka } from "./apache_kafka.ts";
export type { ApacheKafkaOptions } from "./apache_kafka_options.ts";
export type { ClusterControl } from "./control.ts";
export { type ClusterAnswer, describeCluster } from "./describe_cluster.ts";
export { embeddedControl } from "./embedded_control.ts";
export {
  ensureJars,
  type FetchOptions,
  type FetchProgress,
  KAFKA_VERSION,
  sharedJars,
} from "./jars.ts";
export {
  type BrokerStatus,
  LocalKafka,
  type LocalKafkaOptions,
  type LocalKafkaStatus,
  type StartOutcome,
} from "./local_kafka.ts";
export type { BrokerRecord, ClusterRecord, Engine } from "./cluster_record.ts";
export { type Compose, compose } from "./compose.ts";
export { type ClientFiles, writeClientFiles } from "./client_files.ts";
export { composeControl } from "./compose_control.ts";
export type { NodePorts } from "./properties.ts";
export { freePorts, isPortFree } from "./ports.ts";
export {
  STACK_USERS,
  type StackKeysOptions,
  type StackUser,
  writeStackKeys,
} from "./stack_keys.ts";
export { writeStackRules } from "./stack_rules.ts";
