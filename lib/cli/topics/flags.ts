import { ConfigError } from "../../core/mod.ts";
import type { ClusterRun } from "../cluster_action.ts";
import { flag, number, type OptionValues, texts } from "../options.ts";

/** The flags of deno task topics. */
export const TOPICS_FLAGS = {
  partitions: number("create: so many partitions (default 1)", {
    fallback: undefined,
    min: 1,
    max: 100_000,
  }),
  rf: number("create: so many copies of each (default 1)", {
    fallback: undefined,
    min: 1,
    max: 32_767,
  }),
  config: texts("NAME=VALUE", "create, alter: a setting of the topic's own"),
  reset: texts("NAME", "alter: the default again for this setting"),
  registry: flag("create: as schemas/topics.json has it; without NAME all of them"),
  "if-not-exists": flag("create: a topic that is there is left alone"),
  internal: flag("list, describe: Kafka's own topics too"),
  all: flag("configs: defaults too"),
  "dry-run": flag("Only let the cluster check what would be done"),
  yes: flag("delete: do it"),
  json: flag("Print JSON"),
};

/** The values of those flags. */
export type TopicsFlags = OptionValues<typeof TOPICS_FLAGS>;

/** What an action of the task works with. */
export type TopicsRun = ClusterRun<TopicsFlags>;

/** Settings as flags have them: `retention.ms=1000`. @throws {ConfigError} for other texts */
export function settingsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(texts.map((text) => {
    const at = text.indexOf("=");
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    throw new ConfigError(`"${text}" is no setting: use NAME=VALUE as in retention.ms=604800000`);
  }));
}
