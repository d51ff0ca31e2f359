import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { autoCommit } from "./auto_commit.ts";
import { everyCall } from "./every_call.ts";

/** Kills consumers that commit by themselves, then the learner's functions at each of their calls. */
export async function run(context: LabContext): Promise<void> {
  await autoCommit(context);
  await everyCall(context);
}

if (import.meta.main) await standalone(findLab(labs, "06"));
