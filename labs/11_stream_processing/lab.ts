import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { sameStream } from "./same_stream.ts";
import { threeClocks } from "./three_clocks.ts";
import { whatGraceCosts } from "./what_grace_costs.ts";
import { yourSteps } from "./your_steps.ts";

/** Counts one morning by three clocks, prices the grace, steps in several orders, then the rest. */
export async function run(context: LabContext): Promise<void> {
  await threeClocks(context);
  await whatGraceCosts(context);
  await yourSteps(context);
  sameStream(context);
}

if (import.meta.main) await standalone(findLab(labs, "11"));
