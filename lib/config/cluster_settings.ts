import { choice, kafkaName, list, secret, server, text } from "./kinds.ts";
import { path, type SettingRows } from "./setting.ts";

/** Which brokers there are, and how they are reached. */
export const CLUSTER_SETTINGS = {
  bootstrapServers: {
    variables: ["KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BROKERS"],
    fileKey: "kafka.bootstrap_servers",
    kind: list(server, "host:port, several separated by commas"),
    default: Object.freeze(["localhost:9092"]),
    help: "Brokers to begin with",
  },
  clientId: {
    variables: ["KAFKA_CLIENT_ID"],
    fileKey: "kafka.client_id",
    kind: kafkaName,
    default: "kafka-workshop",
    help: "Name by which brokers know this program",
  },
  securityProtocol: {
    variables: ["KAFKA_SECURITY_PROTOCOL"],
    fileKey: "kafka.security_protocol",
    kind: choice({
      PLAINTEXT: "PLAINTEXT",
      SSL: "SSL",
      SASL_PLAINTEXT: "SASL_PLAINTEXT",
      SASL_SSL: "SASL_SSL",
    }),
    default: "PLAINTEXT",
    help: "Whether connections use TLS and a login",
  },
  saslMechanism: {
    variables: ["KAFKA_SASL_MECHANISM"],
    fileKey: "kafka.sasl_mechanism",
    kind: choice({
      PLAIN: "plain",
      "SCRAM-SHA-256": "scram-sha-256",
      "SCRAM-SHA-512": "scram-sha-512",
    }),
    default: undefined,
    help: "How the login is proved",
  },
  saslUsername: {
    variables: ["KAFKA_SASL_USERNAME"],
    fileKey: "kafka.sasl_username",
    kind: text(/\S/, "a name"),
    default: undefined,
    help: "Login name",
  },
  saslPassword: {
    variables: ["KAFKA_SASL_PASSWORD"],
    fileKey: "kafka.sasl_password",
    kind: secret,
    default: undefined,
    help: "Password of the login",
  },
  sslCaFile: {
    variables: ["KAFKA_SSL_CA_FILE"],
    fileKey: "kafka.ssl_ca_file",
    kind: path,
    default: undefined,
    help: "PEM file of the authority that signed the brokers' certificates",
  },
  sslCertFile: {
    variables: ["KAFKA_SSL_CERT_FILE"],
    fileKey: "kafka.ssl_cert_file",
    kind: path,
    default: undefined,
    help: "PEM file of this client's certificate",
  },
  sslKeyFile: {
    variables: ["KAFKA_SSL_KEY_FILE"],
    fileKey: "kafka.ssl_key_file",
    kind: path,
    default: undefined,
    help: "PEM file of this client's private key",
  },
} satisfies SettingRows;
