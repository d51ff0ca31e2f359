// Run by `deno task test:kafka`: needs Java, and Maven for the first time; bash.
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { connectionOf, loadConfig } from "../../config/mod.ts";
import { waitFor, WorkshopError } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { openRunFolder } from "../run_folder.ts";
import { randomClusterId } from "./broker_folder.ts";
import { ensureJars, pathOf, sharedJars } from "./jars.ts";
import { freePorts } from "./ports.ts";
import { writeStackKeys } from "./stack_keys.ts";
import { writeStackRules } from "./stack_rules.ts";

const ROOT = new URL("../../../", import.meta.url);

/** What stands in containers for itself: ports, folders and programs, and what it is here. */
type Places = readonly (readonly [inContainer: string, here: string])[];

async function replaceIn(path: string, places: Places): Promise<void> {
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(
    path,
    places.reduce((all, [from, to]) => all.replaceAll(from, to), text),
  );
}

/** The tools of Apache Kafka's image, made of the same classes. */
async function writeTools(folder: string): Promise<void> {
  const tools = {
    "kafka-storage.sh": "kafka.tools.StorageTool",
    "kafka-server-start.sh": "kafka.Kafka",
  };
  for (const [name, main] of Object.entries(tools)) {
    const java =
      `exec java -Xmx384m -XX:TieredStopAtLevel=1 -cp '${sharedJars()}/*' ${main} "$@"\n`;
    await Deno.writeTextFile(`${folder}/${name}`, `#!/usr/bin/env bash\n${java}`, { mode: 0o755 });
  }
}

/** A file of variables as a client's environment. */
async function environmentOf(path: string): Promise<Record<string, string>> {
  const pairs = (await Deno.readTextFile(path)).trim().split("\n").map((line) => line.split("="));
  return Object.fromEntries(pairs.map(([name, ...rest]) => [name, rest.join("=")]));
}

function client(env: Record<string, string>) {
  return connectKafka(connectionOf(loadConfig({ env: (name) => env[name] })));
}

/** Runs a task to its end, or ends it when `done`; gives all that it said. */
async function task(
  args: readonly string[],
  env: Record<string, string>,
  done?: () => Promise<boolean>,
) {
  const child = new Deno.Command("deno", {
    args: ["task", ...args],
    cwd: ROOT,
    env: { ...env, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let said = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) said += text;
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  if (done !== undefined) {
    await waitFor(done, { what: `what ${args.join(" ")} is to do`, timeoutMs: 60_000 });
    child.kill("SIGTERM");
  }
  await Promise.all([reading, child.status]);
  return said;
}

Deno.test("the secure cluster of the compose file: SCRAM over TLS, and what no rule allows is refused", async () => {
  await using folder = await openRunFolder("stack-secure");
  await ensureJars(sharedJars());
  const [keys, trust] = [`${folder.path}/keys`, `${folder.path}/trust`];
  const [port, containers, internal, controller] = freePorts(4) as [number, number, number, number];
  for (const dir of [keys, trust]) await Deno.mkdir(dir);
  await writeStackKeys({ keys, trust, host: "localhost", port });
  const places: Places = [
    [":19092", `:${port}`],
    [":9093", `:${containers}`],
    [":9092", `:${internal}`],
    [":9094", `:${controller}`],
    ["/var/lib/kafka/data", `${folder.path}/data`],
  ];
  for (const file of ["keys/server.properties", "trust/producer.env", "trust/consumer.env"]) {
    await replaceIn(`${folder.path}/${file}`, places);
  }
  await writeTools(folder.path);
  const script = `${folder.path}/start.sh`;
  await Deno.copyFile(new URL("deploy/kafka/start-secure.sh", ROOT), script);
  await replaceIn(script, [["/opt/kafka/bin", folder.path], ["/keys/", `${keys}/`]]);
  const log4j = `-Dlog4j2.configurationFile=${pathOf(new URL("deploy/kafka/log4j2.xml", ROOT))}`;
  await using broker = new Deno.Command("bash", {
    args: [script],
    env: {
      CLUSTER_ID: randomClusterId(),
      JDK_JAVA_OPTIONS: `${log4j} -Dkafka.logs.dir=${folder.path}`,
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();

  const admin = await environmentOf(`${keys}/host.env`);
  const host = { ...admin, KAFKA_SSL_CA_FILE: `${keys}/ca.pem` };
  const brokers = async () => {
    await using kafka = client(host);
    await using asking = await kafka.admin();
    return (await asking.describeCluster()).brokers.length;
  };
  await waitFor(() => brokers().catch(() => undefined), { what: "the broker", timeoutMs: 60_000 });

  await using guesser = client({ ...host, KAFKA_SASL_PASSWORD: "admin" });
  await assertRejects(() => guesser.admin(), WorkshopError);
  const producer = await environmentOf(`${trust}/producer.env`);
  const consumer = await environmentOf(`${trust}/consumer.env`);
  const folders = { LOG_DIR: `${folder.path}/logs`, STORE_PATH: ":memory:", METRICS_PORT: "0" };
  const produce = ["produce", "random_events", "--count", "10", "--rate", "100"];
  assertStringIncludes(
    await task(produce, { ...producer, ...folders }),
    "may not do this with the topic",
  );

  await using root = client(host);
  assertEquals(await writeStackRules(root), await writeStackRules(root));
  const sent = await task(produce, { ...producer, ...folders });
  assertStringIncludes(sent, '"acknowledged":10,"failed":0');
  await using asking = await root.admin();
  const committed = async () => {
    const offsets = await asking.committedOffsets("event-processors", ["random-events"]);
    return offsets.reduce((sum, { offset }) => sum + offset, 0n) === 10n;
  };
  const consume = ["consume", "random_events"];
  const got = await task(consume, { ...consumer, ...folders }, committed);
  assertStringIncludes(got, '"processed":10');
  const refused = await task(consume, { ...producer, ...folders });
  assertStringIncludes(refused, "may not do this with the group");
  broker.kill("SIGTERM");
});
