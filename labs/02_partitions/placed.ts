import type { LabContext, Subject } from "../../lib/workshop/mod.ts";
import { exists } from "./placement.ts";

/** Where `partitionFor` puts keys; what does not exist goes to 0, since a lab shows and never judges. */
export async function placed(
  context: LabContext,
  subject: Subject,
  keys: readonly string[],
  partitionCount: number,
): Promise<number[]> {
  const outcomes = await subject.outcomes("partitionFor", keys.map((key) => [key, partitionCount]));
  const answers = outcomes.map((outcome) =>
    outcome.outcome === "returned" ? outcome.value : undefined
  );
  const astray = answers.filter((answer) => !exists(answer, partitionCount)).length;
  if (astray > 0) {
    const { pen } = context.screen;
    context.screen.say(
      pen.yellow(`${astray} of ${keys.length} answers name no partition; they are shown in 0`),
    );
  }
  return answers.map((answer) => exists(answer, partitionCount) ? answer : 0);
}
