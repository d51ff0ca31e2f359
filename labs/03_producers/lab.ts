import { findLab, type LabContext, standalone } from "../../lib/workshop/mod.ts";
import { labs } from "../manifest.ts";
import { batches } from "./batches.ts";
import { lostAnswers } from "./lost_answers.ts";
import { lostRequests } from "./lost_requests.ts";
import { whatErrorsSay } from "./what_errors_say.ts";
import { yourGoals } from "./your_goals.ts";

/** Loses requests and answers, batches and compresses, then puts the learner's choices to the test. */
export async function run(context: LabContext): Promise<void> {
  await lostRequests(context);
  await lostAnswers(context);
  await batches(context);
  await yourGoals(context);
  await whatErrorsSay(context);
}

if (import.meta.main) await standalone(findLab(labs, "03"));
