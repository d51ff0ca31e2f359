import { assertEquals } from "@std/assert";
import { settingsMarkdown } from "../../config/mod.ts";
import { placeProblem } from "./place_problem.ts";
import { placesIn } from "./places.ts";
import { projectTasks, ROOT } from "./project_tasks.ts";

const REFERENCE = await Deno.readTextFile(new URL("docs/QUICK-REFERENCE.md", ROOT));

/** The lines of tables as their cells, so that padding makes no difference. */
function tableRows(markdown: string): string[] {
  return markdown.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim().replace(/^-+$/, "---")).join("|"));
}

Deno.test("the quick reference holds the table of settings as it is", () => {
  const settings = tableRows(settingsMarkdown());
  const rows = tableRows(REFERENCE);
  const begin = rows.indexOf(settings[0]!);
  assertEquals(rows.slice(begin, begin + settings.length), settings);
});

Deno.test("the quick reference names every task, of the labs at least the first", async () => {
  const named = new Set(placesIn(REFERENCE).map((place) => place.kind === "task" && place.task));
  const tasks = [...(await projectTasks()).keys()].filter((task) => !/^lab:\d/.test(task));
  assertEquals(tasks.filter((task) => !named.has(task)), []);
  assertEquals(named.has("lab:01"), true);
});

Deno.test("the flags beside a task are that task's", async () => {
  const tasks = await projectTasks();
  let checked = 0;
  for (const row of tableRows(REFERENCE)) {
    const [, first = "", , third = ""] = row.split("|");
    const [task] = placesIn(first);
    if (task?.kind !== "task") continue;
    const flags = [...third.matchAll(/`--([a-z][\w-]*)/g)].map(([, flag]) => flag!);
    assertEquals(await placeProblem({ ...task, flags }, tasks), undefined);
    checked += flags.length;
  }
  assertEquals(checked > 30, true, `only ${checked} flags`);
});
