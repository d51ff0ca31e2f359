import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { moreMembers } from "./more_members.ts";
import { zombie } from "./zombie.ts";

/** Shows what more members bring, then kills one, freezes one, and lets it come back. */
export async function run(context: LabContext): Promise<void> {
  const subject = await context.subject({ timeLimitMs: 10_000 });
  await moreMembers(context, subject);
  await zombie(context, subject);
}

if (import.meta.main) await standalone(findLab(labs, "04"));
