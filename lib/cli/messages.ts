import { ConfigError } from "../core/mod.ts";
import { command } from "./command.ts";
import { consume } from "./messages/consume.ts";
import { MESSAGES_FLAGS } from "./messages/flags.ts";
import { produce } from "./messages/produce.ts";
import { openYourCluster } from "./your_cluster.ts";

const ACTIONS = { produce, consume } as const;

await command({
  name: "messages",
  summary: "Sends lines as records to a topic of your cluster, or prints a topic's records.",
  arguments: "produce TOPIC | consume TOPIC",
  positionals: [2, 2],
  options: MESSAGES_FLAGS,
  notes: [
    "  echo hello | deno task messages produce user-events",
    "  produce user-events --key-separator : --header source=shell",
    "  consume user-events --from-beginning      else only what comes from now on",
    "  consume user-events --print-key --key-separator : --max 10",
    "  consume DLQ --from-beginning --until-end --print-headers",
    "",
    "Avro values are decoded by SCHEMA_REGISTRY_URL. Other bytes that are no text are",
    "shown as 0x…, a tombstone as null. On a terminal, characters that would move the",
    "cursor are escaped. The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092.",
  ],
}, async ({ options: flags, positionals: [action = "", topic = ""], signal }) => {
  if (!Object.hasOwn(ACTIONS, action)) {
    throw new ConfigError(`"${action}" is nothing to do: use produce or consume`);
  }
  await using cluster = await openYourCluster();
  const { kafka, clusterId, servers } = cluster;
  console.error(`Cluster ${clusterId} at ${servers}`);
  return await ACTIONS[action as keyof typeof ACTIONS]({ kafka, topic, flags, signal });
});
