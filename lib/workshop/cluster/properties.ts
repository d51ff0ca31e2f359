/** One node of a cluster: a broker that is a controller too. */
export interface NodePorts {
  /** Its id, which is its place in the list of nodes too. */
  readonly id: number;
  /** Where clients connect. */
  readonly port: number;
  /** Where the controllers talk to each other. */
  readonly controllerPort: number;
}

/** What the properties of a node are made from. */
export interface NodeSettings {
  readonly node: NodePorts;
  readonly nodes: readonly NodePorts[];
  /** The folder of its log segments, absolute. */
  readonly logDir: string;
  /** Broker settings that add to or replace the defaults. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** The broker settings of a cluster of `brokers` nodes, apart from addresses and folders. */
export function defaultSettings(brokers: number): Record<string, string> {
  const inSync = String(brokers > 1 ? 2 : 1);
  return {
    "auto.create.topics.enable": "true",
    // A broker that was killed comes back only when its old session is over.
    "broker.heartbeat.interval.ms": "1000",
    "broker.session.timeout.ms": "6000",
    "default.replication.factor": String(brokers),
    "group.initial.rebalance.delay.ms": "0",
    "log.retention.bytes": String(1024 ** 3),
    "log.retention.hours": "168",
    "offsets.topic.replication.factor": String(brokers),
    "share.coordinator.state.topic.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": String(brokers),
    "transaction.state.log.min.isr": inSync,
    "transaction.state.log.replication.factor": String(brokers),
  };
}

/**
 * The text of a node's `server.properties`: KRaft, broker and controller in one process, loopback
 * only. The voters are named here and not in the log, so that ports may change between two starts.
 */
export function serverProperties(settings: NodeSettings): string {
  const { node, nodes, logDir, overrides = {} } = settings;
  const voters = nodes.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`);
  const properties: Record<string, string> = {
    "process.roles": "broker,controller",
    "node.id": String(node.id),
    "controller.quorum.voters": voters.join(","),
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "listeners": `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    "advertised.listeners": `PLAINTEXT://localhost:${node.port}`,
    "log.dirs": logDir,
    ...defaultSettings(nodes.length),
    ...overrides,
  };
  return Object.entries(properties).map(([key, value]) => `${key}=${escapeValue(value)}\n`).join(
    "",
  );
}

/** Java's properties files take a backslash, as in a Windows path, for an escape. */
function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\");
}
