import { assertEquals } from "@std/assert";
import { documents } from "./documents.ts";
import { placeProblem } from "./place_problem.ts";
import { linksIn, placesIn } from "./places.ts";
import { projectTasks, ROOT } from "./project_tasks.ts";

const TASKS = await projectTasks();

for (const path of await documents()) {
  Deno.test(`${path} names only files, tasks, flags and links that exist`, async () => {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    for (const place of placesIn(text)) {
      assertEquals(await placeProblem(place, TASKS), undefined);
    }
    for (const target of linksIn(text)) {
      await Deno.stat(new URL(target, new URL(path, ROOT)));
    }
  });
}

Deno.test("each task says what it does and asks for no more than it needs", () => {
  for (const [name, { command, description }] of TASKS) {
    assertEquals(description.length > 10, true, `task ${name} has no description`);
    assertEquals(/(^|\s)(-A|--allow-all)(\s|$)/.test(command), false, `task ${name}: ${command}`);
  }
});

Deno.test("places are found in spans and blocks", () => {
  const text =
    "`lib/core/mod.ts#x` and `deno task demo --rate 5`\n```sh\nnpx y task test\n```\n[a](b.md#c)";
  assertEquals(placesIn(text), [
    { kind: "file", path: "lib/core/mod.ts", symbol: "x" },
    { kind: "task", task: "demo", flags: ["rate"] },
    { kind: "task", task: "test", flags: [] },
  ]);
  assertEquals(linksIn(text), ["b.md"]);
});

Deno.test("what is wrong with a named place is told", async () => {
  const problem = async (text: string) => await placeProblem(placesIn(text)[0]!, TASKS);
  assertEquals(await problem("`lib/cli/docs/places.ts#placesIn`"), undefined);
  assertEquals(
    await problem("`lib/cli/docs/places.ts#placesI`"),
    "lib/cli/docs/places.ts holds no placesI",
  );
  assertEquals(await problem("`lib/nothing.ts`"), "lib/nothing.ts does not exist");
  assertEquals(await problem("`LICENSE`"), undefined);
  assertEquals(await problem("`deno task nothing`"), "deno task nothing does not exist");
  assertEquals(await problem("`deno task lab:01 --kafka`"), undefined);
  assertEquals(await problem("`deno task demo --kafkas`"), "deno task demo has no flag --kafkas");
});
