import { LocalKafka } from "../workshop/cluster/mod.ts";
import { command } from "./command.ts";
import { kafkaDataFolder } from "./kafka_data.ts";

await command({
  name: "kafka:clean",
  summary: "Stops the Apache Kafka on this machine and removes ./kafka-data.",
  options: {},
}, async () => {
  const removed = await new LocalKafka(kafkaDataFolder()).clean();
  console.log(removed ? "./kafka-data is removed" : "There is no ./kafka-data");
});
