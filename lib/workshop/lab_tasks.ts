import { ConfigError } from "../core/mod.ts";

const PROJECT_FILE = new URL("../../deno.json", import.meta.url);

/** The command of `deno task lab:NN`: that of `deno task lab`, with the number. */
export function labCommand(command: string, number: string): string {
  return `${command} ${number}`;
}

/** The numbers of the labs for which deno.json lacks the right task. */
export async function missingTasks(
  labs: readonly { readonly number: string }[],
): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(PROJECT_FILE)) as {
    tasks: Record<string, { command: string }>;
  };
  const command = tasks["lab"]?.command;
  if (command === undefined) throw new ConfigError("deno.json has no task lab: put it back");
  return labs.map((lab) => lab.number)
    .filter((number) => tasks[`lab:${number}`]?.command !== labCommand(command, number));
}
