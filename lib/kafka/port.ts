import type { Admin } from "./port_admin.ts";
import type { AssignedSession, AssignedSessionOptions } from "./port_assign.ts";
import type { GroupSession, GroupSessionOptions, ReadOptions } from "./port_consumer.ts";
import type {
  ProducerSession,
  ProducerSessionOptions,
  TransactionalSession,
  TransactionalSessionOptions,
} from "./port_producer.ts";
import type { ConsumedRecord } from "./port_records.ts";

export type * from "./new_topic.ts";
export type * from "./port_admin.ts";
export type * from "./port_assign.ts";
export type * from "./port_consumer.ts";
export type * from "./port_described.ts";
export type * from "./port_inspect.ts";
export type * from "./port_producer.ts";
export type * from "./port_records.ts";
export type * from "./port_security.ts";
export type * from "./port_survey.ts";

/**
 * The port to Kafka: everything above it talks to these interfaces and can't tell which client or
 * which kind of cluster is behind them. Closing it closes the sessions that are still open.
 */
export interface Kafka extends AsyncDisposable {
  /** Opens a session for questions and orders. @throws {WorkshopError} code `CONNECTION_FAILED` */
  admin(): Promise<Admin>;
  /** Opens a producer. @throws {WorkshopError} `CONNECTION_FAILED`, or what the broker refused */
  producer(options?: ProducerSessionOptions): Promise<ProducerSession>;
  /** Takes a transactional id over: who used it before is fenced, what it left open is aborted. */
  transactional(
    transactionalId: string,
    options?: TransactionalSessionOptions,
  ): Promise<TransactionalSession>;
  /** Joins a group; resolves in the first generation. */
  joinGroup(options: GroupSessionOptions): Promise<GroupSession>;
  /** Reads given partitions, without a group; resolves when it is known where to begin. */
  assign(options: AssignedSessionOptions): Promise<AssignedSession>;
  /** Reads up to a recorded end, without a group and without committing. */
  read(options: ReadOptions): AsyncIterable<ConsumedRecord>;
}

/** Keys and certificates of TLS, as PEM. */
export interface TlsOptions {
  /** Whom to trust. @default {the system's authorities} */
  readonly ca?: string;
  /** The client's own certificate. */
  readonly cert?: string;
  /** The client's own key. */
  readonly key?: string;
}

/** Who one is, by SASL. */
export interface SaslOptions {
  /** How it is proved. */
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
  /** The user. */
  readonly username: string;
  /** The secret. */
  readonly password: string;
}

/** How to reach a cluster. */
export interface KafkaConnection {
  /** `host:port`, one or more. */
  readonly bootstrapServers: readonly string[];
  /** What the client calls itself. @default {"kafka-workshop"} */
  readonly clientId?: string;
  /** Encrypts, when given. @default {false} */
  readonly tls?: TlsOptions | false;
  /** Says who one is. @default {none} */
  readonly sasl?: SaslOptions;
  /** Longest wait for a connection, in milliseconds. @default {10000} */
  readonly connectionTimeoutMs?: number;
}
