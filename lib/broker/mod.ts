/**
 * The embedded Kafka cluster: Kafka's protocol over loopback, in memory or in a data folder.
 *
 * @module
 */
export { ListenError } from "./broker.ts";
export {
  type BrokerCount,
  Cluster,
  type ClusterOptions,
  type PartitionName,
  type RunningCluster,
} from "./cluster.ts";
export { fuzz, type FuzzOptions, type FuzzReport } from "./fuzz/fuzz.ts";
export type { VolleyOutcome } from "./fuzz/volley.ts";
export { protocolPage } from "./protocol_page.ts";
export { startClusterInWorker } from "./start_in_worker.ts";
export { makeCertificates } from "./security/certificates.ts";
export type { Certificates } from "./security/x509.ts";
export type {
  RunningSecurity,
  SecurityOptions,
  SecurityProtocol,
  UserPassword,
} from "./security/options.ts";
export { StorageError } from "./storage/storage.ts";
export type { WorkerClusterOptions } from "./worker_messages.ts";
