import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { batchSizes } from "./batch_sizes.ts";
import { codecs } from "./codecs.ts";
import { lingering } from "./lingering.ts";
import { readers } from "./readers.ts";
import { theAverage } from "./the_average.ts";
import { yourTuning } from "./your_tuning.ts";

/** Stalls a sender, then sweeps over batches, waits, codecs and readers, then tries the learner's. */
export async function run(context: LabContext): Promise<void> {
  await theAverage(context);
  await batchSizes(context);
  await lingering(context);
  await codecs(context);
  await readers(context);
  await yourTuning(context);
}

if (import.meta.main) await standalone(findLab(labs, "17"));
