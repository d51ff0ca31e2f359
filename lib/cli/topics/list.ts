import type { Admin } from "../../kafka/mod.ts";
import { table } from "../../workshop/mod.ts";
import { safeText } from "../safe_text.ts";
import type { TopicsRun } from "./flags.ts";

/** Kafka's own topics begin so. */
const INTERNAL = "__";

/** Names of the topics that people made, or of all. */
export async function topicNames(
  admin: Admin,
  options: { readonly internal: boolean },
): Promise<string[]> {
  return (await admin.listTopics()).filter((name) => options.internal || !isInternal(name));
}

function isInternal(name: string): boolean {
  return name.startsWith(INTERNAL);
}

/** Lists topics with their partitions and copies. */
export async function list({ admin, flags, print }: TopicsRun): Promise<void> {
  const names = await topicNames(admin, flags);
  const topics = await Promise.all(names.map(async (name) => {
    const partitions = await admin.describeTopic(name);
    return {
      name,
      partitions: partitions.length,
      replicationFactor: Math.max(0, ...partitions.map(({ replicas }) => replicas.length)),
      internal: isInternal(name),
    };
  }));
  if (flags.json) return print(JSON.stringify({ topics }));
  if (topics.length === 0) return print("There is no topic: deno task topics create NAME");
  const rows = topics.map(({ name, partitions, replicationFactor }) => [
    safeText(name),
    partitions,
    replicationFactor,
  ]);
  const columns = [
    { title: "topic", shrinks: true },
    { title: "partitions", align: "right" },
    { title: "copies", align: "right" },
  ] as const;
  for (const line of table(columns, rows)) print(line);
}
