import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { ruleByRule } from "./rule_by_rule.ts";
import { threeDoors } from "./three_doors.ts";
import { yourRules } from "./your_rules.ts";

/** Shows at which of three doors a client is stopped, and what opens the last one. */
export async function run(context: LabContext): Promise<void> {
  await threeDoors(context);
  await ruleByRule(context);
  await yourRules(context);
}

if (import.meta.main) await standalone(findLab(labs, "16"));
