import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { byTime } from "./by_time.ts";
import { lostLog } from "./lost_log.ts";
import { starts } from "./starts.ts";
import { twoStrategies } from "./two_strategies.ts";

/** Starts a group again and again, lets its log move on, moves it back in time, does without it. */
export async function run(context: LabContext): Promise<void> {
  await starts(context);
  await lostLog(context, await context.subject());
  await byTime(context);
  await twoStrategies(context);
}

if (import.meta.main) await standalone(findLab(labs, "05"));
