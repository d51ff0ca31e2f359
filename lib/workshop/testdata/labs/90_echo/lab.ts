import type { LabContext } from "../../../context.ts";

/** Shows what a subject says, and asks for a prediction. */
export async function run(context: LabContext): Promise<void> {
  await context.predict({ id: "echo", question: "What comes back?", choices: ["yes", "no"] });
  const subject = await context.subject();
  context.screen.line(`echo: ${await subject.call("echo", ["yes"])}`);
  await context.seen("echo", "yes");
}
