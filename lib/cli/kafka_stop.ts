import { LocalKafka } from "../workshop/cluster/mod.ts";
import { command } from "./command.ts";
import { kafkaDataFolder } from "./kafka_data.ts";

await command({
  name: "kafka:stop",
  summary: "Stops the Apache Kafka on this machine and keeps its data.",
  options: {},
}, async () => {
  const stopped = await new LocalKafka(kafkaDataFolder()).stop();
  console.log(
    stopped
      ? "Apache Kafka is stopped, its data stays in ./kafka-data"
      : "Apache Kafka was not running",
  );
});
