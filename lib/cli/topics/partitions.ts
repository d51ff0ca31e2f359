import { ConfigError } from "../../core/mod.ts";
import { onlyName } from "../cluster_action.ts";
import type { TopicsRun } from "./flags.ts";

const USAGE = "partitions NAME COUNT";

/** Raises the number of a topic's partitions. */
export async function partitions({ admin, flags, names, print }: TopicsRun): Promise<void> {
  const topic = onlyName(names.slice(0, 1), USAGE);
  const to = countOf(onlyName(names.slice(1), USAGE));
  const from = (await admin.describeTopic(topic)).length;
  if (to <= from) {
    throw new ConfigError(
      `${topic} has ${from} partitions: their number can only grow, say to ${from + 1}`,
    );
  }
  const dryRun = flags["dry-run"];
  if (!dryRun) await admin.createPartitions(topic, to);
  if (flags.json) return print(JSON.stringify({ topic, from, to, changed: !dryRun }));
  print(`${topic} ${dryRun ? "would have" : "has"} ${to} partitions instead of ${from}`);
  print("Records of one key may now go to another partition than those before");
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new ConfigError(`"${text}" is no number of partitions: use a whole number of at least 1`);
}
