import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { droppedRules } from "./dropped_rules.ts";
import { itParses } from "./it_parses.ts";
import { yourVerdicts } from "./your_verdicts.ts";

/** Believes what parses, takes rules out of schemas, and asks you. */
export async function run(context: LabContext): Promise<void> {
  await itParses(context);
  await droppedRules(context);
  await yourVerdicts(context);
}

if (import.meta.main) await standalone(findLab(labs, "08"));
