import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { leaderKilled } from "./leader_killed.ts";
import { tooFew } from "./too_few.ts";
import { yourChoices } from "./your_choices.ts";

/** Shows what a leader takes along when it dies, what a minimum in sync refuses, and the price. */
export async function run(context: LabContext): Promise<void> {
  await leaderKilled(context);
  await tooFew(context);
  await yourChoices(context);
}

if (import.meta.main) await standalone(findLab(labs, "14"));
