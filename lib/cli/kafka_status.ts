import { LocalKafka, type LocalKafkaStatus } from "../workshop/cluster/mod.ts";
import { command, EXIT } from "./command.ts";
import { kafkaDataFolder } from "./kafka_data.ts";
import { flag } from "./options.ts";

const NEVER_STARTED = "Apache Kafka is not running: start it with deno task kafka:start";

await command({
  name: "kafka:status",
  summary: "Says of each broker of the Apache Kafka on this machine whether it answers.",
  options: { json: flag("Print one line of JSON") },
  notes: ["Exit code 0 when every broker answers, 1 otherwise."],
}, async ({ options }) => {
  const status = await new LocalKafka(kafkaDataFolder()).status();
  if (options.json) console.log(JSON.stringify(status ?? { up: false, brokers: [] }));
  else console.log(status === undefined ? NEVER_STARTED : describe(status));
  return status?.up ? EXIT.ok : EXIT.failed;
});

function describe(status: LocalKafkaStatus): string {
  const { kafkaVersion, clusterId, engine, secure, brokers, up } = status;
  return [
    `Apache Kafka ${kafkaVersion}, cluster ${clusterId}, by ${
      engine === "java" ? "Java" : "Docker Compose"
    }${secure ? ", with logins over TLS" : ""}`,
    ...brokers.map(({ id, port, up }) =>
      `  broker ${id}  localhost:${port}  ${up ? "up" : "down"}`
    ),
    ...(up ? [] : ["Start it with: deno task kafka:start"]),
  ].join("\n");
}
