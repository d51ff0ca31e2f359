import { LocalKafka } from "../workshop/cluster/mod.ts";
import { command } from "./command.ts";
import { kafkaDataFolder } from "./kafka_data.ts";

await command({
  name: "kafka:clean",
  summary: "Stops the Apache Kafka on this machine and removes its data from ./kafka-data.",
  options: {},
  notes: ["Apache Kafka's jars stay in ./kafka-data/libs: tests and labs run on them too."],
}, async () => {
  const removed = await new LocalKafka(kafkaDataFolder()).clean();
  console.log(
    removed
      ? "What Apache Kafka kept in ./kafka-data is removed"
      : "There is no data in ./kafka-data",
  );
});
