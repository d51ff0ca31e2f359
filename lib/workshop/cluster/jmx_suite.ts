// Run by `deno task test:kafka`: needs Java, and Maven for the first time.
import { assertEquals, assertMatch } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { openRunFolder } from "../run_folder.ts";
import { randomClusterId, writeProperties } from "./broker_folder.ts";
import { formatStorage } from "./broker_process.ts";
import { describeCluster } from "./describe_cluster.ts";
import { ensureJars, pathOf, sharedJars } from "./jars.ts";
import { freePorts } from "./ports.ts";
import { serverProperties } from "./properties.ts";

const DEPLOY = new URL("../../../deploy/", import.meta.url);
const AGENT = new URL("../../../.runs/jmx-jars", import.meta.url);

Deno.test("the agent of the stack shows a broker's connections, requests, bytes and controller", async () => {
  await using folder = await openRunFolder("jmx");
  await ensureJars(sharedJars());
  await ensureJars(pathOf(AGENT), { pom: new URL("jmx/pom.xml", DEPLOY) });
  const [port, controllerPort, agentPort] = freePorts(3) as [number, number, number];
  const node = { id: 0, port, controllerPort };
  const logDir = `${folder.path}/data`;
  await writeProperties(folder.path, serverProperties({ node, nodes: [node], logDir }));
  const files = { libs: sharedJars(), folder: folder.path };
  await formatStorage(files, randomClusterId());
  const [jar] = [...Deno.readDirSync(AGENT)].filter(({ name }) => name.endsWith(".jar"));
  await using _broker = new Deno.Command("java", {
    args: [
      "-Xmx384m",
      "-XX:TieredStopAtLevel=1",
      `-Dlog4j2.configurationFile=${pathOf(new URL("kafka/log4j2.xml", DEPLOY))}`,
      `-Dkafka.logs.dir=${folder.path}`,
      `-javaagent:${pathOf(AGENT)}/${jar!.name}=127.0.0.1:${agentPort}:` +
      pathOf(new URL("jmx/rules.yml", DEPLOY)),
      "-cp",
      `${sharedJars()}/*`,
      "kafka.Kafka",
      `${folder.path}/server.properties`,
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await waitFor(() => describeCluster(port).catch(() => undefined), {
    what: "the broker",
    timeoutMs: 60_000,
  });
  await using kafka = connectKafka({ bootstrapServers: [`localhost:${port}`] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: "seen", partitions: 1, replicationFactor: 1 }]);
  await using producer = await kafka.producer();
  await producer.produce({
    topic: "seen",
    partition: 0,
    records: [{ value: new Uint8Array(100) }],
  });

  // A request is counted after it is answered.
  const text = await waitFor(async () => {
    const answer = await fetch(`http://127.0.0.1:${agentPort}/metrics`);
    const text = await answer.text();
    return /^kafka_network_requests_total\{request="Produce"/m.test(text) && text;
  }, { what: "the request to be counted" });
  assertMatch(text, /^kafka_raft_state\{state="leader"\} 1(\.0)?$/m);
  assertMatch(text, /^kafka_network_connections\{listener="PLAINTEXT",processor="\d"\} [1-9]/m);
  assertMatch(text, /^kafka_network_requests_total\{request="Produce",version="\d+"\} 1(\.0)?$/m);
  assertMatch(text, /^kafka_topic_messagesin_total\{topic="seen"\} 1(\.0)?$/m);
  assertMatch(text, /^kafka_topic_bytesin_total\{topic="seen"\} \d{3}/m);
  assertMatch(text, /^kafka_controller_activecontrollercount 1(\.0)?$/m);
  assertMatch(text, /^kafka_replica_manager_underreplicatedpartitions 0(\.0)?$/m);
  assertEquals(/^kafka_server_/m.test(text), false);
});
