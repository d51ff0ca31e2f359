import { ConfigError, WorkshopError } from "../../core/mod.ts";
import type { TopicsRun } from "./flags.ts";

/** Deletes the topics that are named, if that is confirmed. */
export async function remove({ admin, flags, names, print }: TopicsRun): Promise<void> {
  if (names.length === 0) throw new ConfigError("Something is missing: delete NAME");
  const there = new Set(await admin.listTopics());
  const missing = names.find((name) => !there.has(name));
  if (missing !== undefined) {
    throw new WorkshopError(`There is no topic ${missing}: deno task topics list shows them`, {
      code: "UNKNOWN_TOPIC_OR_PARTITION",
      topic: missing,
    });
  }
  if (!flags["dry-run"]) {
    if (!flags.yes) {
      throw new ConfigError(`All records of ${names.join(", ")} would be lost: add --yes`);
    }
    await admin.deleteTopics(names);
  }
  const deleted = flags["dry-run"] ? "would be deleted" : "deleted";
  if (flags.json) print(JSON.stringify({ topics: names, deleted: !flags["dry-run"] }));
  else for (const name of names) print(`${name} ${deleted}`);
}
