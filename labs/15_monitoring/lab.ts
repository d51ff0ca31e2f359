import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { fourGroups } from "./four_groups.ts";
import { oneScrape } from "./one_scrape.ts";
import { yourAlert } from "./your_alert.ts";

/** Watches four groups, compares a scrape with the log, then lets the learner's alert look at them. */
export async function run(context: LabContext): Promise<void> {
  const groups = await fourGroups(context);
  await oneScrape(context, groups);
  await yourAlert(context, groups);
}

if (import.meta.main) await standalone(findLab(labs, "15"));
