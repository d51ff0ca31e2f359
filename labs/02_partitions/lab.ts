import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { growth } from "./growth.ts";
import { spread } from "./spread.ts";
import { twoWays } from "./two_ways.ts";

/** Shows what Kafka keeps in order, what a key does, what it costs, and what growth breaks. */
export async function run(context: LabContext): Promise<void> {
  await twoWays(context);
  await spread(context);
  await growth(context);
}

if (import.meta.main) await standalone(findLab(labs, "02"));
