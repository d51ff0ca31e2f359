import { ConfigError } from "../../core/mod.ts";
import type { Setting } from "../../kafka/mod.ts";
import { onlyName } from "../cluster_action.ts";
import { settingsOf, type TopicsRun } from "./flags.ts";

/** Changes settings of a topic and says what each was. */
export async function alter({ admin, flags, names, print }: TopicsRun): Promise<void> {
  const name = onlyName(names, "alter NAME");
  const changes: Record<string, string | null> = {
    ...settingsOf(flags.config),
    ...Object.fromEntries(flags.reset.map((setting) => [setting, null])),
  };
  if (Object.keys(changes).length === 0) {
    throw new ConfigError("Nothing would change: add --config NAME=VALUE or --reset NAME");
  }
  const before = await admin.topicSettings(name);
  const unknown = Object.keys(changes).find((one) => valueOf(before, one) === undefined);
  if (unknown !== undefined) {
    throw new ConfigError(
      `Topics have no setting ${unknown}: deno task topics configs ${name} --all lists them`,
    );
  }
  if (!flags["dry-run"]) await admin.alterTopicConfig(name, changes);
  const after = flags["dry-run"] ? before : await admin.topicSettings(name);
  const settings = Object.entries(changes).map(([setting, value]) => ({
    name: setting,
    from: valueOf(before, setting),
    to: flags["dry-run"] ? value : valueOf(after, setting),
  }));
  if (flags.json) {
    return print(JSON.stringify({ topic: name, changed: !flags["dry-run"], settings }));
  }
  for (const { name: setting, from, to } of settings) {
    print(`${setting}: ${from} ${flags["dry-run"] ? "would become" : "is now"} ${to ?? "default"}`);
  }
}

function valueOf(settings: readonly Setting[], name: string): string | null | undefined {
  return settings.find((setting) => setting.name === name)?.value;
}
