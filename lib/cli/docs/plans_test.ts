import { assert, assertEquals } from "@std/assert";
import { labs } from "../../../labs/manifest.ts";
import { projectTasks, ROOT, taskSource } from "./project_tasks.ts";

const guide = await Deno.readTextFile(new URL("docs/INSTRUCTOR.md", ROOT));
const tasks = await projectTasks();

/** Each `deno task …` of the guide: its name, and the flags after it. */
const orders = [...guide.matchAll(/\b(?:deno|deno@\S+) task ([\w:]+)([^`\n|;]*)/g)]
  .map(([, task, rest]) => ({
    task: task!,
    flags: [...rest!.matchAll(/--([a-z][a-z-]*)/g)].map(([, flag]) => flag!),
  }));

Deno.test("each task that the instructor's guide names is there", () => {
  assert(orders.length > 20, `${orders.length}`);
  assertEquals(orders.map(({ task }) => task).filter((task) => !tasks.has(task)), []);
});

Deno.test("each flag that the instructor's guide gives to a task is one of that task", async () => {
  const unknown: string[] = [];
  for (const { task, flags } of orders) {
    if (flags.length === 0) continue;
    const source = await taskSource(tasks.get(task)!);
    const missing = flags.filter((flag) => !new RegExp(`\\b${flag}"?:`).test(source));
    unknown.push(...missing.map((flag) => `${task} --${flag}`));
  }
  assertEquals(unknown, []);
});

Deno.test("each hour of a plan follows the one before, and its labs take the minutes of the manifest", () => {
  const plans = guide.slice(guide.indexOf("## Three plans"), guide.indexOf("## What they believe"));
  for (const table of plans.split(/\n\n/).filter((block) => block.startsWith("| time"))) {
    const rows = [...table.matchAll(/^\| (\d+):(\d\d) *\| (\d*) *\| ([^|]*)/gm)]
      .map(([, hour, minute, lasts, what]) => ({
        at: Number(hour) * 60 + Number(minute),
        lasts: Number(lasts),
        what: what!,
      }));
    assert(rows.length > 5);
    for (const [index, { at, lasts, what }] of rows.entries()) {
      const next = rows[index + 1];
      if (next !== undefined) assertEquals(at + lasts, next.at, what);
      const number = /^\[?Lab (\d\d)/.exec(what)?.[1];
      if (number === undefined) continue;
      assertEquals(lasts, labs.find((lab) => lab.number === number)?.minutes, what);
    }
  }
});
