import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { killedSaga } from "./killed_saga.ts";
import { readSide } from "./read_side.ts";
import { thePast } from "./the_past.ts";
import { threePatterns } from "./three_patterns.ts";
import { twoTopics } from "./two_topics.ts";

/** Compacts events, asks for the past, reads one's own writes, kills a saga, and shares a topic. */
export async function run(context: LabContext): Promise<void> {
  await twoTopics(context);
  await thePast(context);
  await readSide(context);
  await killedSaga(context);
  await threePatterns(context);
}

if (import.meta.main) await standalone(findLab(labs, "13"));
