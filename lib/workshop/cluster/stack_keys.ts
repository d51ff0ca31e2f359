import { X509Certificate } from "node:crypto";
import { makeCertificates } from "../../broker/mod.ts";
import { writePrivate } from "./broker_folder.ts";
import { readText } from "./jars.ts";
import { defaultSettings } from "./properties.ts";
import { randomPassword } from "./secure_properties.ts";

/** Who logs in at the secure cluster of the compose file: the first may do everything. */
export const STACK_USERS = ["admin", "producer", "consumer"] as const;

/** One of them. */
export type StackUser = typeof STACK_USERS[number];

/** Where keys go, and how the broker is reached. */
export interface StackKeysOptions {
  /** Folder for the broker alone: its key, its settings, all passwords. */
  readonly keys: string;
  /** Folder for clients: the authority to trust, a login each. */
  readonly trust: string;
  /** The broker's name among containers. */
  readonly host: string;
  /** Its port on this machine. */
  readonly port: number;
}

/** Where the broker keeps its log, in its container. */
const LOG_DIR = "/var/lib/kafka/data";
const SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";
const PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
const RENEWED_BEFORE_MS = 30 * 86_400_000;

/**
 * Writes what a broker with TLS, logins and access rules needs before its first start, and what its
 * clients need. Passwords and certificates are kept for the next time; the settings are written anew.
 */
export async function writeStackKeys(options: StackKeysOptions): Promise<void> {
  const { keys, trust, host, port } = options;
  const passwords = await passwordsOf(keys);
  const ca = await authorityOf(keys, host);
  const login = (user: StackUser, path: string, servers: string) => ({
    KAFKA_BOOTSTRAP_SERVERS: servers,
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SASL_MECHANISM: "SCRAM-SHA-512",
    KAFKA_SASL_USERNAME: user,
    KAFKA_SASL_PASSWORD: passwords[user],
    KAFKA_SSL_CA_FILE: path,
  });
  await writePrivate(`${keys}/server.properties`, lines(brokerProperties(options, passwords)));
  await writePrivate(`${keys}/admin.properties`, lines(adminProperties(passwords.admin)));
  await writePrivate(
    `${keys}/users`,
    STACK_USERS.map((name) => `SCRAM-SHA-512=[name=${name},password=${passwords[name]}]\n`).join(
      "",
    ),
  );
  await writePrivate(
    `${keys}/admin.env`,
    lines(login("admin", `${keys}/ca.pem`, `${host}:9093`)),
  );
  await writePrivate(`${keys}/host.env`, lines(login("admin", "ca.pem", `localhost:${port}`)));
  await writePrivate(`${trust}/ca.pem`, ca);
  for (const user of ["producer", "consumer"] as const) {
    const settings = login(user, `${trust}/ca.pem`, `${host}:9093`);
    await writePrivate(`${trust}/${user}.env`, lines(settings));
  }
}

async function passwordsOf(keys: string): Promise<Record<StackUser, string>> {
  const path = `${keys}/passwords.json`;
  const kept = await readText(path);
  if (kept !== undefined) return JSON.parse(kept);
  const made = { admin: randomPassword(), producer: randomPassword(), consumer: randomPassword() };
  await writePrivate(path, `${JSON.stringify(made)}\n`);
  return made;
}

/** The authority of the broker's certificate; both are made anew when they soon run out. */
async function authorityOf(keys: string, host: string): Promise<string> {
  const kept = await readText(`${keys}/ca.pem`);
  const soon = Date.now() + RENEWED_BEFORE_MS;
  if (kept !== undefined && Date.parse(new X509Certificate(kept).validTo) > soon) return kept;
  const { ca, serverKey, serverCert } = await makeCertificates([host]);
  await writePrivate(`${keys}/server.pem`, `${serverKey}\n${serverCert}\n${ca}`);
  await writePrivate(`${keys}/ca.pem`, ca);
  return ca;
}

/**
 * Clients come over TLS and log in by SCRAM. Broker and controller are one process: what they say to
 * each other stays on its loopback, where the super user logs in.
 */
function brokerProperties(
  { keys, host, port }: StackKeysOptions,
  { admin }: Record<StackUser, string>,
): Record<string, string> {
  const login = `username="admin" password="${admin}"`;
  return {
    "node.id": "0",
    "process.roles": "broker,controller",
    "controller.quorum.voters": "0@127.0.0.1:9094",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "INTERNAL",
    "listeners": "HOST://:19092,CONTAINERS://:9093,INTERNAL://127.0.0.1:9092," +
      "CONTROLLER://127.0.0.1:9094",
    "advertised.listeners": `HOST://localhost:${port},CONTAINERS://${host}:9093,` +
      "INTERNAL://127.0.0.1:9092",
    "listener.security.protocol.map": "HOST:SASL_SSL,CONTAINERS:SASL_SSL," +
      "INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
    "log.dirs": LOG_DIR,
    ...defaultSettings(1),
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.host.scram-sha-512.sasl.jaas.config": `${SCRAM};`,
    "listener.name.containers.scram-sha-512.sasl.jaas.config": `${SCRAM};`,
    "listener.name.internal.scram-sha-512.sasl.jaas.config": `${SCRAM} ${login};`,
    "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.controller.plain.sasl.jaas.config": `${PLAIN} ${login} user_admin="${admin}";`,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:admin",
    "allow.everyone.if.no.acl.found": "false",
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": `${keys}/server.pem`,
  };
}

/** With these Apache Kafka's own tools ask the broker from within its container. */
function adminProperties(password: string): Record<string, string> {
  return {
    "security.protocol": "SASL_PLAINTEXT",
    "sasl.mechanism": "SCRAM-SHA-512",
    "sasl.jaas.config": `${SCRAM} username="admin" password="${password}";`,
  };
}

function lines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([name, value]) => `${name}=${value}\n`).join("");
}
