import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { openRegistry } from "./lab_registry.ts";
import { rollouts } from "./rollouts.ts";
import { versions } from "./versions.ts";
import { wire } from "./wire.ts";

/** Sends events through a registry, reads four versions of them as each other, rolls them out. */
export async function run(context: LabContext): Promise<void> {
  await using opened = await openRegistry(context);
  await wire(context, opened.registry);
  await versions(context, opened.registry);
  await rollouts(context, opened.registry);
}

if (import.meta.main) await standalone(findLab(labs, "09"));
