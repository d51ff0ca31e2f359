import { onlyName } from "../cluster_action.ts";
import { settingLines, settingsShown } from "../setting_lines.ts";
import type { TopicsRun } from "./flags.ts";

/** The settings of a topic: those that differ from Kafka's defaults, or all. */
export async function configs({ admin, flags, names, print }: TopicsRun): Promise<void> {
  const name = onlyName(names, "configs NAME");
  const settings = settingsShown(await admin.topicSettings(name), flags);
  if (flags.json) return print(JSON.stringify({ topic: name, settings }));
  for (const line of settingLines(settings)) print(line);
}
