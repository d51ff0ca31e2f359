import { type SecureSettings, securityProperties } from "./secure_properties.ts";

/** One node of a cluster: a broker, and a controller unless another process is. */
export interface NodePorts {
  /** Its id, which is its place in the list of brokers too. */
  readonly id: number;
  /** Where clients connect. */
  readonly port: number;
  /** Where the controllers talk to each other. */
  readonly controllerPort: number;
  /** Where brokers talk to each other. @default {where clients connect} */
  readonly internalPort?: number;
  /** The port under which other brokers look for it there. @default {internalPort} */
  readonly advertisedInternalPort?: number;
}

/** What the properties of a node are made from. */
export interface NodeSettings {
  readonly node: NodePorts;
  /** All brokers. */
  readonly nodes: readonly NodePorts[];
  /** The controller that is no broker. @default {each broker is a controller} */
  readonly controller?: NodePorts;
  /** The folder of its log segments, absolute. */
  readonly logDir: string;
  /** Logins, TLS and an authorizer; it takes an `internalPort`. @default {everybody may do all} */
  readonly secure?: SecureSettings;
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
 * The text of a node's `server.properties`: KRaft, loopback only. The voters are named here and not
 * in the log, so that ports may change between two starts.
 */
export function serverProperties(settings: NodeSettings): string {
  const { node, nodes, controller, logDir, secure, overrides = {} } = settings;
  const controllers = controller === undefined ? nodes : [controller];
  const voters = controllers.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`);
  const properties: Record<string, string> = {
    "node.id": String(node.id),
    "controller.quorum.voters": voters.join(","),
    "controller.listener.names": "CONTROLLER",
    ...rolesAndListeners(settings),
    "log.dirs": logDir,
    ...defaultSettings(nodes.length),
    ...(secure === undefined ? {} : securityProperties(secure)),
    ...overrides,
  };
  return Object.entries(properties).map(([key, value]) => `${key}=${escapeValue(value)}\n`).join(
    "",
  );
}

function rolesAndListeners({ node, controller, secure }: NodeSettings): Record<string, string> {
  const controls = `CONTROLLER://127.0.0.1:${node.controllerPort}`;
  const protocolMap = secure === undefined
    ? "PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT"
    : "SASL_SSL:SASL_SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT";
  const common = { "listener.security.protocol.map": protocolMap };
  if (node === controller) {
    return { ...common, "process.roles": "controller", "listeners": controls };
  }
  const { port, internalPort, advertisedInternalPort = internalPort } = node;
  const [clients, brokers] = secure === undefined
    ? ["PLAINTEXT", "INTERNAL"]
    : ["SASL_SSL", "SASL_PLAINTEXT"];
  const internal = internalPort === undefined ? [] : [`${brokers}://127.0.0.1:${internalPort}`];
  const advertised = internalPort === undefined
    ? []
    : [`${brokers}://localhost:${advertisedInternalPort}`];
  const own = controller === undefined ? [controls] : [];
  return {
    ...common,
    "process.roles": controller === undefined ? "broker,controller" : "broker",
    "inter.broker.listener.name": internalPort === undefined ? clients! : brokers!,
    "listeners": [`${clients}://127.0.0.1:${port}`, ...internal, ...own].join(","),
    "advertised.listeners": [`${clients}://localhost:${port}`, ...advertised].join(","),
  };
}

/** Java's properties files take a backslash, as in a Windows path, for an escape. */
function escapeValue(value: string): string {
  return value.replaceAll("\\", "\\\\");
}
