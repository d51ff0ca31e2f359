import { ConfigError } from "../../core/mod.ts";
import type { GroupsRun } from "./flags.ts";

/** Forgets the groups that are named, if that is confirmed. */
export async function remove({ admin, flags, names, print }: GroupsRun): Promise<void> {
  if (names.length === 0) throw new ConfigError("Something is missing: delete GROUP");
  if (!flags.yes) {
    throw new ConfigError(`What ${names.join(", ")} committed would be forgotten: add --yes`);
  }
  await admin.deleteGroups(names);
  if (flags.json) return print(JSON.stringify({ deleted: names }));
  for (const name of names) print(`${name} deleted`);
}
