import { Kafka as Kafkajs, type KafkaConfig, type LogEntry, logLevel } from "kafkajs";
import type net from "node:net";
import type { Logger, LogLevel, WorkshopError } from "../core/mod.ts";
import { guardedSocket } from "./guarded_socket.ts";
import { registerCodecs } from "./codecs.ts";
import { steadyKafkajs } from "./kafkajs_clock.ts";
import type { KafkaConnection } from "./port.ts";
import { dial } from "./socket.ts";

/** How kafkajs is set up. */
export interface KafkajsOptions {
  readonly logger: Logger;
  readonly requestTimeoutMs?: number;
  /** How often kafkajs itself tries a connection or a request again. @default {4} */
  readonly retries?: number;
  /** A connection that was ended because of what came over it. */
  readonly onWarning?: (warning: WorkshopError) => void;
}

/** A kafkajs client of one's own, and a way to drop its connections without waiting for answers. */
export interface KafkajsClient {
  readonly kafkajs: Kafkajs;
  /** Destroys whatever connection is still open, and lets no other be made. */
  destroySockets(): void;
}

/** What kafkajs says is news for us one level lower: our own layers tell what comes of it. */
const LEVELS: Readonly<Partial<Record<logLevel, LogLevel>>> = {
  [logLevel.ERROR]: "INFO",
  [logLevel.WARN]: "INFO",
  [logLevel.INFO]: "DEBUG",
};

/**
 * A kafkajs client behind its guards: frame lengths checked, timers on the monotonic clock, log
 * lines in our logger. Clients are never shared: consumers of one client share committed offsets.
 */
export function createKafkajs(connection: KafkaConnection, options: KafkajsOptions): KafkajsClient {
  steadyKafkajs();
  registerCodecs();
  const sockets = new Set<net.Socket>();
  let closed = false;
  const kafkajs = new Kafkajs({
    brokers: [...connection.bootstrapServers],
    clientId: connection.clientId ?? "kafka-workshop",
    connectionTimeout: connection.connectionTimeoutMs ?? 10_000,
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    retry: { retries: options.retries ?? 4, initialRetryTime: 100, maxRetryTime: 2000 },
    ...(connection.tls ? { ssl: { ...connection.tls } } : {}),
    ...(connection.sasl === undefined ? {} : { sasl: { ...connection.sasl } as SaslOptions }),
    socketFactory({ host, port, onConnect }) {
      if (closed) throw new Error("The session was closed");
      const socket = dial({ host, port }, connection.tls, onConnect);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return guardedSocket(socket, `${host}:${port}`, options.onWarning);
    },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => {
      if (!closed) forward(entry, options.logger);
    },
  });
  return {
    kafkajs,
    destroySockets: () => {
      closed = true;
      for (const socket of sockets) socket.destroy(new Error("The session was closed"));
    },
  };
}

type SaslOptions = Exclude<KafkaConfig["sasl"], undefined>;

function forward({ namespace, level, log }: LogEntry, logger: Logger): void {
  const target = LEVELS[level];
  if (target === undefined) return;
  const { message, broker, groupId, error } = log as Record<string, unknown>;
  const said = { broker, groupId, error };
  const fields = Object.entries(said).filter(([, value]) => typeof value === "string");
  logger.log(target, `kafkajs ${namespace}: ${message}`, Object.fromEntries(fields));
}
