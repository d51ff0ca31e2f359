import { assert, assertEquals } from "@std/assert";
import { Cluster } from "../../broker/mod.ts";
import { waitFor } from "../../core/mod.ts";
import { runConsumer } from "../../consumer/mod.ts";
import {
  type Acl,
  type Admin,
  connectKafka,
  type ConsumedRecord,
  type Kafka,
} from "../../kafka/mod.ts";
import { createJsonLogger, createMeter, jsonLine } from "../../monitoring/mod.ts";
import { createProducer } from "../../producer/mod.ts";
import { deadLetterSink } from "../../systems/mod.ts";
import { openRunFolder } from "../../workshop/mod.ts";
import { CANARIES, canaryRecords, canaryValues, demandSilence, POISONED } from "./_canaries.ts";
import { SpawnedDemo } from "../demo/_spawn.ts";
import { ConsumeChild } from "./_consume_child.ts";

const USER = "reader";
const decoder = new TextDecoder();

interface Ground extends AsyncDisposable {
  readonly folder: string;
  /** As the cluster's ruler. */
  readonly kafka: Kafka;
  readonly admin: Admin;
  /** What a consumer needs to know, the password too. */
  readonly env: Readonly<Record<string, string>>;
}

async function start(): Promise<Ground> {
  await using opened = new AsyncDisposableStack();
  const { path: folder } = opened.use(await openRunFolder("canary"));
  const cluster = opened.use(await Cluster.start({ security: {} }));
  const { ca, superUser } = cluster.security!;
  await Deno.writeTextFile(`${folder}/ca.pem`, ca);
  const kafka = opened.use(connectKafka({
    bootstrapServers: [cluster.bootstrapServers],
    tls: { ca },
    sasl: { mechanism: "plain", username: superUser.name, password: superUser.password },
  }));
  const admin = opened.use(await kafka.admin());
  await admin.createTopics(["random-events", "DLQ"].map((name) => ({ name, partitions: 1 })));
  await admin.alterScramUser({ name: USER, password: CANARIES.password });
  const env = {
    KAFKA_BOOTSTRAP_SERVERS: cluster.bootstrapServers,
    KAFKA_SECURITY_PROTOCOL: "SASL_SSL",
    KAFKA_SASL_MECHANISM: "SCRAM-SHA-256",
    KAFKA_SASL_USERNAME: USER,
    KAFKA_SASL_PASSWORD: CANARIES.password,
    SCHEMA_REGISTRY_BASIC_AUTH: `${USER}:${CANARIES.password}`,
    KAFKA_SSL_CA_FILE: `${folder}/ca.pem`,
    STORE_PATH: `${folder}/events.db`,
    LOG_DIR: folder,
    MAX_RETRIES: "0",
  };
  const stack = opened.move();
  return { folder, kafka, admin, env, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function allow(resourceType: Acl["resourceType"], resourceName: string, operation: string): Acl {
  const principal = `User:${USER}`;
  return { resourceType, resourceName, principal, operation: operation as Acl["operation"] };
}

/** Everything the log files hold. */
async function logFiles(folder: string): Promise<string> {
  let text = "";
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".log")) text += await Deno.readTextFile(`${folder}/${name}`);
  }
  return text;
}

/** The headers of dead letters that are not the record's own. */
function toldIn(letters: readonly ConsumedRecord[]): string {
  return letters.flatMap(({ headers }) =>
    headers.filter(({ name }) => name !== "tenant")
      .map(({ name, value }) => `${name}: ${decoder.decode(value ?? undefined)}`)
  ).join("\n");
}

async function scraped(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

Deno.test("no secret of the configuration is in what a consumer says that can't start", async () => {
  await using ground = await start();
  const wrong: Readonly<Record<string, string>>[] = [
    { KAFKA_SASL_PASSWORD: `${CANARIES.password} but wrong` },
    { KAFKA_SASL_MECHANISM: "unknown" },
    { KAFKA_SECURITY_PROTOCOL: "PLAINTEXT" },
    { MONGODB_URI: `mongodb://app:${CANARIES.uri}@localhost:1/events` },
    { MONGODB_URI: `mongodb:/app:${CANARIES.uri}@localhost:1` },
    { MONGODB_URI: `${CANARIES.uri}` },
  ];
  await ground.admin.createAcls([
    allow("topic", "*", "all"),
    allow("group", "*", "all"),
    allow("cluster", "kafka-cluster", "all"),
  ]);
  for (const env of wrong) {
    await using child = new ConsumeChild({ ...ground.env, ...env });
    const code = await child.end();
    const name = Object.keys(env).join();
    assert(code !== 0, `${name} is no reason to fail:\n${child.output}`);
    demandSilence({ [name]: child.output, "log files": await logFiles(ground.folder) });
  }
});

Deno.test("no secret and no payload is in logs, metrics, health and headers of dead letters", async () => {
  await using ground = await start();
  const { admin, kafka, folder } = ground;
  await admin.createAcls([
    allow("topic", "random-events", "all"),
    allow("topic", "DLQ", "describe"),
    allow("topic", "DLQ", "create"),
    allow("group", "*", "all"),
    allow("cluster", "kafka-cluster", "idempotentWrite"),
  ]);
  {
    await using producer = await kafka.producer();
    const records = canaryRecords("canary");
    await producer.produce({ topic: "random-events", partition: 0, records });
  }
  await using child = new ConsumeChild({ ...ground.env, METRICS_PORT: "0" });
  const [, url] = await child.said(/Metrics on (\S+)\/metrics/);
  const outputs: Record<string, string> = {};
  await waitFor(async () => {
    outputs["metrics while the DLQ is refused"] = await scraped(`${url}/metrics`);
    return /TOPIC_AUTHORIZATION_FAILED|refused/.test(child.output);
  }, { what: "the DLQ to be refused", timeoutMs: 60_000 });
  outputs["health while the DLQ is refused"] = await scraped(`${url}/readyz?verbose`);
  await admin.createAcls([allow("topic", "DLQ", "write")]);
  const letters = await waitFor(async () => {
    const found = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
    return found.length >= POISONED && found;
  }, { what: "the dead letters", timeoutMs: 60_000 });
  outputs["metrics"] = await scraped(`${url}/metrics`);
  outputs["health"] = await scraped(`${url}/readyz?verbose`);
  assertEquals(await child.end("SIGTERM"), 0, child.output);
  outputs["output"] = child.output;
  outputs["log files"] = await logFiles(folder);
  outputs["headers of dead letters"] = toldIn(letters);
  assert(outputs["log files"].includes("DEBUG"), "nothing was logged");
  demandSilence(outputs);
  assertEquals(letters.map(({ key }) => decoder.decode(key!)), Array(POISONED).fill(CANARIES.key));
});

Deno.test("the text of an error that quotes the payload is in no log, metric or header", async () => {
  await using ground = await start();
  const { kafka } = ground;
  await using producer = await createProducer(kafka);
  const records = canaryRecords("quoted");
  {
    await using session = await kafka.producer();
    await session.produce({ topic: "random-events", partition: 0, records });
  }
  const lines: string[] = [];
  const meter = createMeter();
  const logger = createJsonLogger({
    service: "canary",
    level: "DEBUG",
    sinks: [{ write: (entry) => void lines.push(jsonLine(entry)) }],
    meter,
  });
  const quoted: string[] = [];
  await using consumer = await runConsumer(kafka, {
    groupId: "quoting",
    topics: ["random-events"],
    logger,
    meter,
    deadLetters: deadLetterSink(producer),
    handler({ value }) {
      try {
        JSON.parse(`no JSON: ${decoder.decode(value!)}`);
      } catch (cause) {
        const text = `${CANARIES.value}: ${decoder.decode(value!)}`;
        quoted.push(text);
        throw quoted.length % 2 === 0 ? cause : new TypeError(text, { cause });
      }
    },
  });
  await waitFor(() => quoted.length >= records.length, { what: "every record to fail" });
  const { deadLettered } = await consumer.stop();
  assertEquals(deadLettered, records.length);
  const letters = await Array.fromAsync(kafka.read({ topic: "DLQ" }));
  assertEquals(letters.length, records.length);
  demandSilence({
    "log lines": lines.join("\n"),
    metrics: await meter.render(),
    "headers of dead letters": toldIn(letters),
  });
});

Deno.test("no payload is in what a demo says, shows on its dashboard, measures and logs", async () => {
  await using folder = await openRunFolder("canary");
  const input = `${folder.path}/events.ndjson`;
  const lines = Array.from({ length: 100 }, (_, at) => canaryValues(`canary ${at}`)).flat();
  await Deno.writeTextFile(input, lines.join("\n"));
  const demo = new SpawnedDemo(["--port", "0", "--input", input, "--rate", "200"]);
  const text = await demo.ready();
  const [, dashboard] = /dashboard +(http\S+)/.exec(text)!;
  const [, metrics] = /metrics +(http\S+)\/metrics/.exec(text)!;
  const [, logs] = /\n {6}logs +(\S+)/.exec(text)!;
  const outputs: Record<string, string> = { greeting: text };
  await waitFor(async () => {
    outputs.overview = await scraped(new URL("/api/overview", dashboard).href);
    return JSON.parse(outputs.overview).snapshot?.deadLetters.latest.length > 3;
  }, { what: "dead letters on the dashboard", timeoutMs: 60_000 });
  outputs.page = await scraped(dashboard!);
  outputs.events = await firstEvents(new URL("/events", dashboard).href);
  outputs.metrics = await scraped(`${metrics}/metrics`);
  outputs.health = await scraped(`${metrics}/readyz?verbose`);
  outputs["log files"] = await logFiles(logs!);
  demo.kill("SIGTERM");
  const { code, errors, outcome } = await demo.end();
  outputs.errors = errors;
  outputs.outcome = JSON.stringify(outcome);
  assertEquals(code, 0, errors);
  demandSilence(outputs);
});

/** What the stream of a page tells at once. */
async function firstEvents(url: string): Promise<string> {
  const { body } = await fetch(url);
  let text = "";
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes("event: update")) break;
  }
  return text;
}
