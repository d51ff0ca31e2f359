/**
 * The embedded Kafka cluster: Kafka's protocol over loopback, in memory or in a data folder.
 *
 * @module
 */
export { ListenError } from "./broker.ts";
export { type BrokerCount, Cluster, type ClusterOptions, type RunningCluster } from "./cluster.ts";
export { StorageError } from "./storage/storage.ts";
