import { assertEquals } from "@std/assert";
import { placeProblem } from "./place_problem.ts";
import { type NamedPlace, placesIn } from "./places.ts";
import { projectTasks, ROOT } from "./project_tasks.ts";

const TEXT = await Deno.readTextFile(new URL("docs/FEATURES.md", ROOT));
const TASKS = await projectTasks();

interface Row {
  readonly id: string;
  readonly requirement: string;
  readonly where: readonly NamedPlace[];
  readonly shownBy: readonly NamedPlace[];
}

/** The rows of all tables, without their heads. */
function rowsOf(markdown: string): Row[] {
  return markdown.split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
    .filter(([id]) => id !== "row" && !/^-+$/.test(id!))
    .map(([id = "", requirement = "", where = "", shownBy = ""]) => ({
      id,
      requirement,
      where: placesIn(where),
      shownBy: placesIn(shownBy),
    }));
}

function isShowing(place: NamedPlace): boolean {
  return place.kind === "task" || place.path.endsWith("_test.ts");
}

const ROWS = rowsOf(TEXT);

Deno.test("each row has an id of its own and says what is asked for", () => {
  for (const { id, requirement } of ROWS) {
    assertEquals(/^[A-EKO]\d+$/.test(id), true, `"${id}" is no row id`);
    assertEquals(requirement.length > 10, true, `${id} says nothing`);
  }
  const ids = ROWS.map(({ id }) => id);
  assertEquals(ids.filter((id, at) => ids.indexOf(id) !== at), []);
});

Deno.test("each row names a place, and a test or a task that shows it", () => {
  for (const { id, where, shownBy } of ROWS) {
    assertEquals(where.some(({ kind }) => kind === "file"), true, `${id} names no place`);
    assertEquals(shownBy.length > 0 && shownBy.every(isShowing), true, `${id} is not shown`);
  }
});

Deno.test("every place that a row names is there", async () => {
  for (const { id, where, shownBy } of ROWS) {
    for (const place of [...where, ...shownBy]) {
      const problem = await placeProblem(place, TASKS);
      assertEquals(problem, undefined, `${id}: ${problem}`);
    }
  }
});

Deno.test("the last sentence counts the rows", () => {
  const counted = /^(\d+) rows are listed/m.exec(TEXT)?.[1];
  assertEquals(Number(counted), ROWS.length);
});
