import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { openDesk } from "./place.ts";
import { oneOrder } from "./one_order.ts";
import { slowBroker } from "./slow_broker.ts";
import { threeAnswers } from "./three_answers.ts";

/** Places one order and reads it back; then the broker is slow, refused, and its answer is lost. */
export async function run(context: LabContext): Promise<void> {
  const topic = await context.topic("orders");
  const desk = await openDesk(context);
  await oneOrder(context, desk, topic);
  await slowBroker(context, desk, topic);
  await threeAnswers(context, desk, topic);
}

if (import.meta.main) await standalone(findLab(labs, "01"));
