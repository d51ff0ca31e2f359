import { assertEquals } from "@std/assert";
import { TaskProcess } from "../_task_process.ts";
import { kafkaTool } from "./java_tool.ts";
import { onBoth } from "./two_clusters.ts";

onBoth("Kafka's console tools and messages read what the other wrote", async (target) => {
  const { server, name } = target;
  const topic = name("spoken");
  await using admin = await target.kafka.admin();
  await admin.createTopics([{ name: topic, partitions: 1 }]);
  const messages = new TaskProcess("messages", server);
  const where = ["--bootstrap-server", server, "--topic", topic];
  const keyed = (flag: string) => [flag, "parse.key=true", flag, "key.separator=:"];
  await messages.feed(
    "k1:ours ä\n",
    ...["produce", topic, "--key-separator", ":", "--header", "from=shell"],
  );
  await kafkaTool("ConsoleProducer", [...where, ...keyed("--property")], "k2:theirs\n");
  const shown = ["print.key=true", "print.headers=true", "key.separator=:"];
  const theirs = await kafkaTool("consumer.ConsoleConsumer", [
    ...where,
    ...["--from-beginning", "--max-messages", "2"],
    ...shown.flatMap((property) => ["--property", property]),
  ]);
  assertEquals(theirs.trim().split("\n"), ["from:shell:k1:ours ä", "NO_HEADERS:k2:theirs"]);
  const args = ["--from-beginning", "--max", "2", "--print-key", "--key-separator", ":"];
  const ours = await messages.run("consume", topic, ...args);
  assertEquals(ours.output, "k1:ours ä\nk2:theirs\n");
});
