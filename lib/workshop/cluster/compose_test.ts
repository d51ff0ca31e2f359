import { assertEquals, assertRejects } from "@std/assert";
import { parse } from "deno-std/yaml/mod.js";
import { WorkshopError } from "../../core/mod.ts";
import {
  BROKER_SERVICES,
  BROKER_VOLUMES,
  compose,
  composeEnvironment,
  PROJECT,
} from "./compose.ts";
import { DEPLOY_FOLDER, KAFKA_VERSION } from "./jars.ts";
import type { Run } from "./java.ts";
import { defaultSettings } from "./properties.ts";

interface Service {
  image: string;
  ports: string[];
  profiles?: string[];
  healthcheck: { test: string[] };
  environment: Record<string, string>;
}

async function composeText(): Promise<string> {
  return await Deno.readTextFile(new URL("../../../docker-compose.yml", import.meta.url));
}

async function services(): Promise<Record<string, Service>> {
  return (parse(await composeText()) as { services: Record<string, Service> }).services;
}

/** The services of the compose file that are brokers of its cluster. */
async function brokers(): Promise<[name: string, service: Service][]> {
  const all = await services();
  return BROKER_SERVICES.map((name) => [name, all[name]!]);
}

Deno.test("the compose file has the brokers that kafka:start starts, in the same version", async () => {
  for (const [name, service] of await brokers()) {
    assertEquals(service.image, `apache/kafka:${KAFKA_VERSION}`);
    assertEquals(service.profiles, name === "kafka" ? undefined : ["cluster"]);
  }
  const pom = await Deno.readTextFile(new URL("pom.xml", DEPLOY_FOLDER));
  assertEquals(/<kafka.version>(.*)</.exec(pom)?.[1], KAFKA_VERSION);
});

Deno.test("hosts reach the brokers on loopback, containers on ports 9092 and 9093", async () => {
  for (const [name, service] of await brokers()) {
    assertEquals(service.ports.every((port) => port.startsWith("127.0.0.1:")), true);
    const advertised = service.environment["KAFKA_ADVERTISED_LISTENERS"]!.split(",").slice(1);
    assertEquals(advertised, [`INTERNAL://${name}:9092`, `CONTAINERS://${name}:9093`]);
  }
});

Deno.test("the containers have the broker settings of the Java cluster", async () => {
  const { kafka } = await services();
  for (const name of Object.keys(defaultSettings(1))) {
    const variable = `KAFKA_${name.toUpperCase().replaceAll(".", "_")}`;
    const value = kafka!.environment[variable]?.replace(/^\$\{\w+:-(.*)\}$/, "$1");
    assertEquals(value, defaultSettings(1)[name], variable);
  }
});

Deno.test("what kafka:start sets is all that the brokers read, but for where their data lies", async () => {
  const used = (await brokers()).flatMap(([, service]) =>
    [...JSON.stringify(service).matchAll(/\$\{(\w+)/g)].map((match) => match[1]!)
  );
  const given = Object.keys(composeEnvironment([9092], "id"));
  assertEquals([...new Set(used)].sort(), [...given, "KAFKA_DATA"].sort());
});

Deno.test("the names of project and volumes are those of the compose file", async () => {
  const file = parse(await composeText()) as { name: string; volumes: Record<string, unknown> };
  assertEquals(file.name, PROJECT);
  assertEquals(BROKER_VOLUMES.filter((name) => !(name in file.volumes)), []);
});

Deno.test("an engine counts only when it answers and knows docker compose", async () => {
  const answers = (info: boolean, version: boolean): Run => (_, [first]) =>
    Promise.resolve({ success: first === "info" ? info : version, stdout: "", stderr: "" });
  assertEquals(await compose(answers(true, true)).isAvailable(), true);
  assertEquals(await compose(answers(true, false)).isAvailable(), false);
  assertEquals(await compose(answers(false, true)).isAvailable(), false);
  const notThere: Run = () => Promise.reject(new Deno.errors.NotFound());
  assertEquals(await compose(notThere).isAvailable(), false);
});

Deno.test("compose starts as many brokers as there are ports, with their environment", async () => {
  const calls: { args: readonly string[]; env: Readonly<Record<string, string>> | undefined }[] =
    [];
  const run: Run = (_, args, options) => {
    calls.push({ args, env: options?.env });
    return Promise.resolve({ success: true, stdout: "kafka\nkafka-2\n", stderr: "" });
  };
  const docker = compose(run);
  await docker.up([9192, 9193, 9194], "id");
  assertEquals(calls[0]!.args.slice(-3), ["kafka", "kafka-1", "kafka-2"]);
  assertEquals(calls[0]!.env, {
    KAFKA_PORT: "9192",
    KAFKA_PORT_1: "9193",
    KAFKA_PORT_2: "9194",
    KAFKA_CLUSTER_ID: "id",
    KAFKA_REPLICATION: "3",
    KAFKA_MIN_IN_SYNC: "2",
  });
  assertEquals(await docker.running(), [0, 2]);
});

Deno.test("a failure of docker compose is told in its own last words", async () => {
  const run: Run = () =>
    Promise.resolve({ success: false, stdout: "", stderr: "pulling\nno space left on device\n" });
  await assertRejects(() => compose(run).stop(), WorkshopError, "no space left on device");
});

Deno.test("stopping and removing touch the brokers alone: others keep their data", async () => {
  const calls: string[] = [];
  const run: Run = (_, args) => {
    calls.push(args.slice(args[0] === "compose" ? 7 : 0).join(" "));
    return Promise.resolve({ success: true, stdout: "", stderr: "" });
  };
  await compose(run).stop();
  await compose(run).remove();
  assertEquals(calls, [
    "stop --timeout 20 kafka kafka-1 kafka-2",
    "rm --stop --force kafka kafka-1 kafka-2",
    "volume rm --force kafka-workshop_kafka-data kafka-workshop_kafka-data-1 kafka-workshop_kafka-data-2",
  ]);
});
