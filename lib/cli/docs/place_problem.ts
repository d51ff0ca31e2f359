import type { NamedPlace } from "./places.ts";
import { type ProjectTask, ROOT, taskSource } from "./project_tasks.ts";

/** What is wrong with a place that a document names; `undefined` when it is there. */
export async function placeProblem(
  place: NamedPlace,
  tasks: ReadonlyMap<string, ProjectTask>,
): Promise<string | undefined> {
  if (place.kind === "file") return await fileProblem(place.path, place.symbol);
  const task = tasks.get(place.task);
  if (task === undefined) return `deno task ${place.task} does not exist`;
  const source = await taskSource(task);
  const unknown = place.flags.filter((name) => name !== "help").find((name) => {
    return !new RegExp(`(^|[^\\w-])"?${name}"?:|--${name}\\b`, "m").test(source);
  });
  return unknown === undefined ? undefined : `deno task ${place.task} has no flag --${unknown}`;
}

async function fileProblem(path: string, symbol: string | undefined): Promise<string | undefined> {
  const url = new URL(path, ROOT);
  const found = await Deno.stat(url).catch(() => undefined);
  if (found === undefined) return `${path} does not exist`;
  if (symbol === undefined) return undefined;
  const source = found.isFile ? await Deno.readTextFile(url) : "";
  const named = new RegExp(`(?<![\\w$])${RegExp.escape(symbol)}(?![\\w$])`).test(source);
  return named ? undefined : `${path} holds no ${symbol}`;
}
