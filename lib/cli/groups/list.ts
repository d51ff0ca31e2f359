import { table } from "../../workshop/mod.ts";
import { safeText } from "../safe_text.ts";
import type { GroupsRun } from "./flags.ts";

/** Lists groups with their state. */
export async function list({ admin, flags, print }: GroupsRun): Promise<void> {
  const groups = await admin.groupStates();
  if (flags.json) return print(JSON.stringify({ groups }));
  if (groups.length === 0) return print("There is no group");
  const columns = [{ title: "group", shrinks: true }, { title: "state" }, { title: "type" }];
  const rows = groups.map((group) => [safeText(group.groupId), group.state, group.protocolType]);
  for (const line of table(columns, rows)) print(line);
}
