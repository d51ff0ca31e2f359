import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { everyStep } from "./every_step.ts";
import { lateCommit } from "./late_commit.ts";
import { threeEnds } from "./three_ends.ts";

/** Ends transactions in three ways, lets a zombie come back, and kills at every step. */
export async function run(context: LabContext): Promise<void> {
  await threeEnds(context);
  await lateCommit(context);
  await everyStep(context);
}

if (import.meta.main) await standalone(findLab(labs, "07"));
