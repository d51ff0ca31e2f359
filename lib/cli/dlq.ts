import { DEAD_LETTER_TOPIC, Settled } from "../consumer/mod.ts";
import { ConfigError, WorkshopError } from "../core/mod.ts";
import type { Kafka } from "../kafka/mod.ts";
import { command, EXIT } from "./command.ts";
import { drop } from "./dlq/drop.ts";
import type { DlqRun } from "./dlq/dlq_run.ts";
import { DLQ_FLAGS, selectionOf } from "./dlq/flags.ts";
import { list } from "./dlq/list.ts";
import { redrive } from "./dlq/redrive.ts";
import { show } from "./dlq/show.ts";
import { openYourCluster } from "./your_cluster.ts";

const ACTIONS = { list, show, redrive, drop } as const;

await command({
  name: "dlq",
  summary: "Lists dead letters, shows them, sends them back, gives them up.",
  arguments: "list | show | redrive | drop [PLACE…]",
  positionals: [1, 1000],
  options: DLQ_FLAGS,
  notes: [
    "  list                     by reason, then the first ones",
    "  show 0/12                all of the letter at offset 12 of partition 0",
    "  redrive --code TIMEOUT   back to where they came from; once, unless --all",
    "  drop --until 30d --yes   neither listed nor redriven any more",
    "",
    "The cluster is KAFKA_BOOTSTRAP_SERVERS, else localhost:9092. What is settled is",
    "marked in the topic DLQ.settled, in one transaction with what is sent.",
    "Exit code 1 when a letter stays that was to be redriven.",
  ],
}, async ({ options: flags, positionals: [action = "", ...places], signal }) => {
  if (!Object.hasOwn(ACTIONS, action)) {
    throw new ConfigError(`"${action}" is nothing to do: use list, show, redrive or drop`);
  }
  if (action === "list" && places.length > 0) {
    throw new ConfigError("list takes no PLACE: use show");
  }
  if (action === "show" && places.length === 0) throw new ConfigError("show needs a PLACE: 0/12");
  const selection = selectionOf(flags, places);
  const { dlq: deadLetterTopic = DEAD_LETTER_TOPIC } = flags;
  await using cluster = await openYourCluster();
  const { kafka, clusterId, servers } = cluster;
  const head = `${deadLetterTopic} of cluster ${clusterId} at ${servers}`;
  if (flags.json) console.error(head);
  else console.log(`${head}\n`);
  await demandTopic(kafka, deadLetterTopic);
  const settled = await Settled.read(kafka, deadLetterTopic, signal);
  const source = { kafka, deadLetterTopic, settled, signal };
  const print = (line: string) => console.log(line);
  const run: DlqRun = { kafka, source, selection, flags, signal, print };
  return await ACTIONS[action as keyof typeof ACTIONS](run) ?? EXIT.ok;
});

async function demandTopic(kafka: Kafka, topic: string): Promise<void> {
  await using admin = await kafka.admin();
  if ((await admin.listTopics()).includes(topic)) return;
  throw new WorkshopError(
    `There is no topic ${topic}: nothing was given up here yet, or --dlq names another`,
    { code: "UNKNOWN_TOPIC_OR_PARTITION", topic },
  );
}
