import type { Kafka, KafkaConnection } from "../kafka/mod.ts";
import type { ClusterControl } from "./cluster/mod.ts";
import type { SecuredTarget } from "./secured_target.ts";

/** Which cluster a run uses, and a connection to it. */
export interface Target extends AsyncDisposable {
  /** An embedded one, or an Apache Kafka or the like. */
  readonly kind: "embedded" | "kafka";
  /** Its id. */
  readonly clusterId: string;
  /** The broker's version, as far as it tells. */
  readonly version: string;
  /** How the run calls it in its first line. */
  readonly title: string;
  /** How clients reach it. */
  readonly connection: KafkaConnection;
  /** Every `host:port` that a client may be sent to. */
  readonly addresses: readonly string[];
  /** A connection to it that the run owns. */
  readonly kafka: Kafka;
  /** What can be done to its brokers, when it is the run's own and has three. */
  readonly control?: ClusterControl;
  /** Users, passwords and authorities, when it is the run's own and secure. */
  readonly secured?: SecuredTarget;
}
