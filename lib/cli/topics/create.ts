import { ConfigError, messageOf, WorkshopError } from "../../core/mod.ts";
import type { Admin, NewTopic } from "../../kafka/mod.ts";
import { loadTopics, topicDefinition } from "../../schemas/mod.ts";
import { EXIT, type ExitCode } from "../command.ts";
import { settingsOf, type TopicsFlags, type TopicsRun } from "./flags.ts";

/** Makes topics, or lets the cluster say whether it could. */
export async function create(run: TopicsRun): Promise<ExitCode> {
  const { admin, flags, print } = run;
  const outcomes = [];
  for (const topic of topicsOf(run)) outcomes.push(await created(admin, topic, flags));
  if (flags.json) print(JSON.stringify({ topics: outcomes }));
  else outcomes.forEach((outcome) => print(textOf(outcome)));
  return outcomes.some(({ outcome }) => outcome === "refused") ? EXIT.failed : EXIT.ok;
}

/** What became of one topic. */
interface Created {
  readonly topic: NewTopic;
  readonly outcome: "made" | "would be made" | "was there" | "refused";
  readonly problem?: string;
}

async function created(admin: Admin, topic: NewTopic, flags: TopicsFlags): Promise<Created> {
  try {
    await admin.checkTopics([topic]);
    if (flags["dry-run"]) return { topic, outcome: "would be made" };
    const [made] = await admin.createTopics([topic]);
    return { topic, outcome: made === undefined ? "was there" : "made" };
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
    const mayBeThere = flags["if-not-exists"] || flags.registry;
    if (error.code === "TOPIC_ALREADY_EXISTS" && mayBeThere) return { topic, outcome: "was there" };
    return { topic, outcome: "refused", problem: await problemOf(admin, topic, error) };
  }
}

async function problemOf(admin: Admin, topic: NewTopic, error: WorkshopError): Promise<string> {
  if (error.code !== "INVALID_REPLICATION_FACTOR") return messageOf(error);
  const { brokers } = await admin.describeCluster();
  return `${topic.replicationFactor} copies need ${topic.replicationFactor} brokers, and there ` +
    `${brokers.length === 1 ? "is 1" : `are ${brokers.length}`} ` +
    `(INVALID_REPLICATION_FACTOR): use --rf ${brokers.length}, or a larger cluster: ` +
    "deno task broker --brokers 3";
}

function textOf({ topic, outcome, problem }: Created): string {
  if (problem !== undefined) return `${topic.name} was refused: ${problem}`;
  const { partitions, replicationFactor = 1, config = {} } = topic;
  const settings = Object.entries(config).map(([name, value]) => `, ${name}=${value}`).join("");
  const size = `partitions ${partitions}, replication factor ${replicationFactor}`;
  return outcome === "was there"
    ? `${topic.name} was there already and is left alone`
    : `${topic.name} ${outcome}: ${size}${settings}`;
}

function topicsOf({ flags, names }: TopicsRun): NewTopic[] {
  const { partitions, rf, registry } = flags;
  if (names.length === 0 && !registry) throw new ConfigError("Something is missing: create NAME");
  const named = registry
    ? names.length > 0 ? names.map(topicDefinition) : loadTopics()
    : names.map((name) => ({ name, partitions: 1, replicationFactor: 1 }));
  const own = settingsOf(flags.config);
  return named.map((topic) => {
    const config = { ...("config" in topic ? topic.config : {}), ...own };
    return {
      name: topic.name,
      partitions: partitions ?? topic.partitions,
      replicationFactor: rf ?? topic.replicationFactor,
      ...(Object.keys(config).length > 0 && { config }),
    };
  });
}
