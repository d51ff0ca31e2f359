import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { loadConfig, type LoadConfigOptions } from "./load.ts";
import { type Role, ROLE_DEFAULTS } from "./roles.ts";
import { Secret } from "./secret.ts";
import { ENVIRONMENT_VARIABLES, SETTING_NAMES, SETTINGS } from "./settings.ts";

const none = () => undefined;
const from = (variables: Record<string, string>) => (name: string) => variables[name];

function refusal(options: LoadConfigOptions): string {
  return assertThrows(() => loadConfig(options), ConfigError).message;
}

async function withFile(
  content: unknown,
  use: (path: string) => void | Promise<void>,
): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const path = await Deno.makeTempFile({ dir: ".runs", suffix: ".json" });
  try {
    await Deno.writeTextFile(path, typeof content === "string" ? content : JSON.stringify(content));
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

/** A value for each variable that differs from every default, and what it is read as. */
const NON_DEFAULT: Readonly<Record<string, readonly [text: string, value: unknown]>> = {
  KAFKA_BOOTSTRAP_SERVERS: ["a:1, b.c-d:65535,[::1]:9093", ["a:1", "b.c-d:65535", "[::1]:9093"]],
  KAFKA_CLIENT_ID: ["me", "me"],
  KAFKA_SECURITY_PROTOCOL: ["sasl_ssl", "SASL_SSL"],
  KAFKA_SASL_MECHANISM: ["SCRAM-SHA-512", "scram-sha-512"],
  KAFKA_SASL_USERNAME: ["ann", "ann"],
  KAFKA_SASL_PASSWORD: ["hunter2", "***"],
  KAFKA_SSL_CA_FILE: ["ca.pem", "ca.pem"],
  KAFKA_SSL_CERT_FILE: ["cert.pem", "cert.pem"],
  KAFKA_SSL_KEY_FILE: ["key.pem", "key.pem"],
  CONSUMER_GROUP_ID: ["g", "g"],
  KAFKA_TOPICS: ["x, y,,z ", ["x", "y", "z"]],
  KAFKA_TOPIC: ["x", "x"],
  AUTO_OFFSET_RESET: ["latest", "latest"],
  SESSION_TIMEOUT_SEC: ["45", 45_000],
  HEARTBEAT_INTERVAL_SEC: ["0.5", 500],
  MAX_BATCH_SIZE: ["7", 7],
  POLL_TIMEOUT_SEC: ["0.5", 500],
  MAX_RETRIES: ["0", 0],
  RETRY_BACKOFF_SEC: ["0.25", 250],
  COMMIT_INTERVAL_MESSAGES: ["1", 1],
  COMMIT_INTERVAL_MS: ["250", 250],
  SHUTDOWN_TIMEOUT_SEC: ["2", 2000],
  PRODUCER_ACKS: ["1", 1],
  PRODUCER_COMPRESSION: ["zstd", "zstd"],
  PRODUCER_LINGER_MS: ["20", 20],
  EVENT_INTERVAL_SECONDS: ["0.01", 10],
  PRODUCER_INTERVAL_MS: ["0", 0],
  PRODUCER_BATCH_SIZE: ["1", 1],
  PRODUCER_MAX_RETRIES: ["0", 0],
  PRODUCER_INITIAL_RETRY_DELAY_MS: ["5", 5],
  PRODUCER_DELIVERY_TIMEOUT_MS: ["500", 500],
  FAILED_MESSAGES_PATH: ["elsewhere.jsonl", "elsewhere.jsonl"],
  LAG_MONITOR_INTERVAL_SEC: ["5", 5000],
  HEALTH_LOG_INTERVAL_SEC: ["0.5", 500],
  METRICS_ENABLED: ["False", false],
  METRICS_PORT: ["0", 0],
  METRICS_HOST: ["0.0.0.0", "0.0.0.0"],
  DASHBOARD_PORT: ["8090", 8090],
  ALERT_WEBHOOK_TOKEN: ["0123456789abcdef", "***"],
  ALERT_WEBHOOK_HOST: ["web-ui:18080", "web-ui:18080"],
  LOG_LEVEL: ["warning", "WARN"],
  LOG_FORMAT: ["TEXT", "text"],
  LOG_DIR: ["elsewhere", "elsewhere"],
  SCHEMA_REGISTRY_URL: ["https://a.example:443/sr,http://b:1", [
    "https://a.example:443/sr",
    "http://b:1",
  ]],
  SCHEMA_REGISTRY_BASIC_AUTH: ["ann:hunter2", "***"],
  STORE_PATH: [":memory:", ":memory:"],
  MONGODB_URI: ["mongodb+srv://ann:hunter2@db.example/events", "***"],
  MONGODB_DATABASE: ["events", "events"],
};

Deno.test("without any source the documented defaults hold", () => {
  const config = loadConfig({ env: none });
  assertEquals(config.bootstrapServers, ["localhost:9092"]);
  assertEquals(config.consumerGroupId, "kafka-group");
  assertEquals(config.topics, ["kafka-topics1", "kafka-topics2"]);
  assertEquals(config.maxBatchSize, 100);
  assertEquals(config.pollTimeoutMs, 1000);
  assertEquals(config.maxRetries, 3);
  assertEquals(config.retryBackoffMs, 2000);
  assertEquals(config.commitIntervalMessages, 100);
  assertEquals(config.commitIntervalMs, 5000);
  assertEquals(config.lagMonitorIntervalMs, 60_000);
  assertEquals(config.healthLogIntervalMs, 30_000);
  assertEquals(config.metricsPort, 8000);
  assertEquals(config.logLevel, "INFO");
  assertEquals(config.eventIntervalMs, 5000);
  assertEquals(config.sessionTimeoutMs, 30_000);
  assertEquals(config.offsetReset, "earliest");
  assertEquals(config.producerAcks, "all");
  assert(SETTING_NAMES.every((name) => config.origins[name] === "default"));
});

Deno.test("every variable can be set to something else than its default", () => {
  const variables = Object.fromEntries(Object.entries(NON_DEFAULT).map(([k, [t]]) => [k, t]));
  const config = loadConfig({ env: from(variables) });
  for (const name of SETTING_NAMES) {
    const [, value] = NON_DEFAULT[SETTINGS[name].variables[0]]!;
    const read = config[name];
    assertEquals(read instanceof Secret ? String(read) : read, value, name);
    assertEquals(config.origins[name], "environment");
  }
  assertEquals(config.saslPassword?.reveal(), "hunter2");
  assertEquals(config.mongodbUri?.reveal(), "mongodb+srv://ann:hunter2@db.example/events");
});

Deno.test("a login in the registry's URL, or one without a password, is refused and not shown", () => {
  const wrong = [
    { SCHEMA_REGISTRY_URL: "http://ann:hunter2@localhost:8081" },
    { SCHEMA_REGISTRY_BASIC_AUTH: "hunter2" },
  ];
  for (const variables of wrong) {
    const error = assertThrows(() => loadConfig({ env: from(variables) }), ConfigError);
    assertStringIncludes(error.message, "is ***: use");
  }
});

Deno.test("every default survives being written as a variable", () => {
  for (const name of SETTING_NAMES) {
    const { kind, default: value } = SETTINGS[name] as (typeof SETTINGS)["topic"];
    if (value === undefined) continue;
    assertEquals(kind.fromText(kind.toText(value)), value, name);
  }
});

Deno.test("the file stands above the defaults and below the environment", async () => {
  const content = {
    kafka: { topic: "from-file", group_id: "from-file" },
    logging: { level: "ERROR" },
  };
  await withFile(content, (file) => {
    const config = loadConfig({ file, env: from({ KAFKA_TOPIC: "from-env" }) });
    assertEquals(config.topic, "from-env");
    assertEquals(config.consumerGroupId, "from-file");
    assertEquals(config.logLevel, "ERROR");
    assertEquals(config.origins.topic, "environment");
    assertEquals(config.origins.consumerGroupId, "file");
    assertEquals(config.origins.metricsPort, "default");
  });
});

Deno.test("every key can be set in the file, in its own JSON type", async () => {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const name of SETTING_NAMES) {
    const setting = SETTINGS[name];
    const [section, key] = setting.fileKey.split(".") as [string, string];
    const [textForm, value] = NON_DEFAULT[setting.variables[0]]!;
    const number = /^\d+(\.\d+)?$/.test(textForm) ? Number(textForm) : undefined;
    (sections[section] ??= {})[key] = Array.isArray(value) ? value : number ?? textForm;
  }
  await withFile(sections, (file) => {
    const config = loadConfig({ file, env: none });
    for (const name of SETTING_NAMES) {
      const [, value] = NON_DEFAULT[SETTINGS[name].variables[0]]!;
      const read = config[name];
      assertEquals(read instanceof Secret ? String(read) : read, value, name);
      assertEquals(config.origins[name], "file");
    }
  });
});

Deno.test("the alias counts only when the first name is not set", () => {
  const alias = { KAFKA_BROKERS: "alias:1" };
  assertEquals(loadConfig({ env: from(alias) }).bootstrapServers, ["alias:1"]);
  const both = { ...alias, KAFKA_BOOTSTRAP_SERVERS: "first:1" };
  assertEquals(loadConfig({ env: from(both) }).bootstrapServers, ["first:1"]);
});

Deno.test("a variable that is set to nothing counts as not set", () => {
  assertEquals(loadConfig({ env: from({ MAX_RETRIES: " " }) }).maxRetries, 3);
});

Deno.test.each([
  ["MAX_RETRIES", "many", "a whole number from 0 to 100"],
  ["MAX_RETRIES", "1.5", "a whole number"],
  ["MAX_RETRIES", "-1", "a whole number"],
  ["MAX_RETRIES", "0x10", "a whole number"],
  ["POLL_TIMEOUT_SEC", "1s", "seconds from 0.01 to 60"],
  ["POLL_TIMEOUT_SEC", "Infinity", "seconds from"],
  ["METRICS_PORT", "70000", "a whole number from 0 to 65535"],
  ["LOG_LEVEL", "LOUD", "one of DEBUG, INFO, WARN, WARNING, ERROR"],
  ["KAFKA_BOOTSTRAP_SERVERS", "localhost", "host:port"],
  ["KAFKA_BROKERS", "localhost:0", "host:port"],
  ["KAFKA_BROKERS", "localhost:65536", "host:port"],
  ["KAFKA_BOOTSTRAP_SERVERS", ",", "host:port"],
  ["KAFKA_BOOTSTRAP_SERVERS", "PLAINTEXT://localhost:9092", "host:port"],
  ["KAFKA_TOPICS", "good,bad topic", "topic names"],
  ["KAFKA_TOPIC", "..", "letters, digits"],
  ["PRODUCER_INTERVAL_MS", "36ms", "a whole number from 0 to 3600000"],
  ["PRODUCER_BATCH_SIZE", "0", "a whole number from 1 to 100000"],
  ["METRICS_ENABLED", "yes", "true or false"],
  ["LOG_FORMAT", "xml", "one of auto, json, text"],
  ["KAFKA_SECURITY_PROTOCOL", "TLS", "one of PLAINTEXT, SSL"],
])("a bad $0 of $1 is refused by name, value and remedy", (variable, value, allowed) => {
  const message = refusal({ env: from({ [variable]: value }) });
  assertStringIncludes(message, `Environment variable ${variable} is "${value}"`);
  assertStringIncludes(message, allowed);
});

Deno.test("a bad value in a file is refused by key and file", async () => {
  await withFile({ consumer: { max_retries: "3" } }, (file) => {
    const message = refusal({ file, env: none });
    assertStringIncludes(message, `Key consumer.max_retries in ${file} is "3": use a whole number`);
  });
});

Deno.test("a refused password is not shown", async () => {
  await withFile({ kafka: { sasl_password: 123456 } }, (file) => {
    const message = refusal({ file, env: none });
    assertStringIncludes(message, "Key kafka.sasl_password");
    assert(!message.includes("123456"), message);
  });
});

Deno.test.each([
  ["ann:hunter2@db.example"],
  ["http://ann:hunter2@db.example"],
  ["mongodb://"],
])("a refused connection string is not shown: $0", (uri) => {
  const message = refusal({ env: from({ MONGODB_URI: uri }) });
  assertStringIncludes(message, "Environment variable MONGODB_URI is ***: use mongodb://");
  assert(!message.includes("hunter2"), message);
});

Deno.test("a key of the file may have a second name, and null counts as not given", async () => {
  await withFile({ consumer: { offset_commit_frequency_ms: 250, max_retries: null } }, (file) => {
    const config = loadConfig({ file, env: none });
    assertEquals([config.commitIntervalMs, config.maxRetries], [250, 3]);
    assertEquals([config.origins.commitIntervalMs, config.origins.maxRetries], ["file", "default"]);
  });
  await withFile({ consumer: { offset_commit_frequency_ms: "soon" } }, (file) => {
    assertStringIncludes(
      refusal({ file, env: none }),
      "Key consumer.offset_commit_frequency_ms in",
    );
  });
  const twice = { consumer: { offset_commit_frequency_ms: 1, commit_interval_ms: 2 } };
  await withFile(twice, (file) => {
    assertStringIncludes(refusal({ file, env: none }), "mean the same: leave one out");
  });
});

Deno.test("a role's own file stands above its defaults, below the file, and parts of it may not count", async () => {
  const own = { kafka: { topic: "own", group_id: "own", client_id: "own" }, metrics: { port: 9 } };
  await withFile(own, async (ownFile) => {
    await withFile({ kafka: { topic: "file" } }, (file) => {
      const config = loadConfig({
        file,
        ownFile,
        role: "orders.consumer",
        skipped: (name, value) => name === "clientId" && value === "own",
        env: none,
      });
      assertEquals([config.topic, config.consumerGroupId, config.clientId, config.metricsPort], [
        "file",
        "own",
        "kafka-workshop",
        9,
      ]);
      const { topic, consumerGroupId, clientId } = config.origins;
      assertEquals([topic, consumerGroupId, clientId], ["file", "role", "default"]);
    });
  });
});

Deno.test("an unknown key, a section that is none, bad JSON and a missing file are refused", async () => {
  await withFile({ kafka: { topics_: "x" } }, (file) => {
    const message = refusal({ file, env: none });
    assertStringIncludes(message, `Unknown key kafka.topics_ in ${file}`);
    assertStringIncludes(message, "kafka.topics,");
  });
  await withFile({ kafka: 5 }, (file) => {
    assertStringIncludes(refusal({ file, env: none }), "Section kafka");
  });
  await withFile('{"kafka": {"sasl_password": "hunter2" ', (file) => {
    const message = refusal({ file, env: none });
    assertStringIncludes(message, "not valid JSON");
    assert(!message.includes("hunter2"));
  });
  await withFile("[]", (file) => {
    assertStringIncludes(refusal({ file, env: none }), "one JSON object");
  });
  assertStringIncludes(refusal({ file: "absent.json", env: none }), "absent.json can't be read");
});

Deno.test("each role has its own group, topic and metrics port, and the environment overrides them", () => {
  const consumer = loadConfig({ env: none, role: "random_events.consumer" });
  assertEquals(consumer.consumerGroupId, "event-processors");
  assertEquals(consumer.topics, ["random-events"]);
  assertEquals(consumer.metricsPort, 8000);
  assertEquals(consumer.origins.topics, "role");
  const roles = [
    "file_events.consumer",
    "platform.analytics",
    "orders.consumer",
    "pubsub.consumer",
  ];
  const groups = roles
    .map((role) => loadConfig({ env: none, role: role as Role }).consumerGroupId);
  assertEquals(groups, [
    "kafka-group",
    "analytics-group",
    "order_consumer_group",
    "data-consumer-group",
  ]);
  assertEquals(loadConfig({ env: none, role: "pubsub.producer" }).metricsPort, 8000);
  assertEquals(loadConfig({ env: none, role: "pubsub.consumer" }).metricsPort, 8001);
  assertEquals(loadConfig({ env: none, role: "orders.consumer" }).metricsPort, undefined);
  const env = from({ CONSUMER_GROUP_ID: "mine", METRICS_PORT: "9100" });
  const told = loadConfig({ env, role: "orders.consumer" });
  assertEquals([told.consumerGroupId, told.metricsPort], ["mine", 9100]);
});

Deno.test("a role's defaults are all allowed values", () => {
  for (const defaults of Object.values(ROLE_DEFAULTS)) {
    for (const [name, value] of Object.entries(defaults)) {
      if (value === undefined) continue;
      const { kind } = SETTINGS[name as "topic"];
      assertEquals(kind.fromText(kind.toText(value as string)), value);
    }
  }
});

Deno.test("security that is incomplete or would be ignored is refused", () => {
  assertStringIncludes(
    refusal({ env: from({ KAFKA_SECURITY_PROTOCOL: "SASL_SSL", KAFKA_SASL_USERNAME: "ann" }) }),
    "set KAFKA_SASL_MECHANISM, KAFKA_SASL_PASSWORD too",
  );
  assertStringIncludes(
    refusal({ env: from({ KAFKA_SASL_PASSWORD: "hunter2" }) }),
    "KAFKA_SASL_PASSWORD would be ignored while KAFKA_SECURITY_PROTOCOL is PLAINTEXT",
  );
  assertStringIncludes(refusal({ env: from({ KAFKA_SSL_CA_FILE: "ca" }) }), "would be ignored");
  assertStringIncludes(
    refusal({ env: from({ KAFKA_SECURITY_PROTOCOL: "SSL", KAFKA_SSL_KEY_FILE: "key" }) }),
    "go together",
  );
});

Deno.test("a heartbeat that can't keep the session alive is refused", () => {
  const message = refusal({ env: from({ SESSION_TIMEOUT_SEC: "5" }) });
  assertEquals(message.includes("HEARTBEAT_INTERVAL_SEC is 3"), true, message);
});

Deno.test("the configuration is frozen, lists too", () => {
  const config = loadConfig({ env: from({ KAFKA_TOPICS: "a,b" }), role: "orders.producer" });
  assert(Object.isFrozen(config) && Object.isFrozen(config.origins));
  assert(SETTING_NAMES.every((name) => Object.isFrozen(config[name]) || name === "saslPassword"));
});

Deno.test("the list of variables is the table's, each name once", () => {
  assertEquals(new Set(ENVIRONMENT_VARIABLES).size, ENVIRONMENT_VARIABLES.length);
  const asked: string[] = [];
  loadConfig({
    env(name) {
      asked.push(name);
      return undefined;
    },
  });
  assertEquals(asked, [...ENVIRONMENT_VARIABLES]);
});
