/** The project's root folder. */
export const ROOT: URL = new URL("../../../", import.meta.url);

type TaskDefinition = { readonly command: string; readonly description?: string } | string;

/** A task of deno.json. */
export interface ProjectTask {
  readonly command: string;
  /** Empty when there is none. */
  readonly description: string;
}

/** The tasks of deno.json by name, in their order. */
export async function projectTasks(): Promise<ReadonlyMap<string, ProjectTask>> {
  const text = await Deno.readTextFile(new URL("deno.json", ROOT));
  const { tasks } = JSON.parse(text) as { tasks: Record<string, TaskDefinition> };
  return new Map(
    Object.entries(tasks).map(([name, task]) => {
      const { command, description = "" } = typeof task === "string" ? { command: task } : task;
      return [name, { command, description }];
    }),
  );
}

/**
 * Where a task's flags are declared: its entry file and what that imports from beside it; for a task
 * without one, its command, its description and the flags of `deno test`.
 */
export async function taskSource({ command, description }: ProjectTask): Promise<string> {
  const entry = /\blib\/cli\/\w+\.ts\b/.exec(command)?.[0];
  if (entry === undefined) {
    return `${command} ${description} ${command.startsWith("deno test") ? "--filter" : ""}`;
  }
  const url = new URL(entry, ROOT);
  const source = await Deno.readTextFile(url);
  const beside = [...source.matchAll(/from "(\.\/[^"]+)"/g)].map(([, path]) => path!);
  const imported = beside.map((path) => Deno.readTextFile(new URL(path, url)));
  return [source, ...await Promise.all(imported)].join("\n");
}
