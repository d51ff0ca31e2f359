import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { killPoints } from "./kill_points.ts";
import { replay } from "./replay.ts";

/** Kills members of a group before their commit, then each way to apply a record at each call. */
export async function run(context: LabContext): Promise<void> {
  await replay(context);
  await killPoints(context);
}

if (import.meta.main) await standalone(findLab(labs, "12"));
