import { assertEquals, assertStringIncludes } from "@std/assert";
import { linksIn, placesIn } from "./places.ts";

const ROOT = new URL("../../../", import.meta.url);
const TASKS: Record<string, { command: string; description?: string } | string> = JSON.parse(
  await Deno.readTextFile(new URL("deno.json", ROOT)),
).tasks;

async function documents(): Promise<string[]> {
  const docs: string[] = ["README.md", "CHANGELOG.md"];
  for await (const entry of Deno.readDir(new URL("docs/", ROOT))) {
    if (entry.name.endsWith(".md")) docs.push(`docs/${entry.name}`);
  }
  for await (const entry of Deno.readDir(new URL("labs/", ROOT))) {
    if (entry.isDirectory) docs.push(`labs/${entry.name}/README.md`);
  }
  return docs.sort();
}

/** The source of a task's entry file, where its flags are declared. */
async function entrySource(task: string): Promise<string> {
  const definition = TASKS[task];
  const line = typeof definition === "string" ? definition : definition?.command ?? "";
  const entry = /\blib\/cli\/\w+\.ts\b/.exec(line)?.[0];
  return entry === undefined ? line : await Deno.readTextFile(new URL(entry, ROOT));
}

for (const path of await documents()) {
  Deno.test(`${path} names only files, tasks, flags and links that exist`, async () => {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    for (const place of placesIn(text)) {
      if (place.kind === "task") {
        assertEquals(place.task in TASKS, true, `deno task ${place.task} does not exist`);
        const source = await entrySource(place.task);
        for (const flag of place.flags.filter((name) => name !== "help")) {
          const named = new RegExp(`(^|[^\\w-])"?${flag}"?:|--${flag}\\b`, "m").test(source);
          assertEquals(named, true, `deno task ${place.task} has no flag --${flag}`);
        }
      } else {
        const source = await Deno.stat(new URL(place.path, ROOT)).then(
          (found) => found.isFile ? Deno.readTextFile(new URL(place.path, ROOT)) : "",
          () => undefined,
        );
        assertEquals(source !== undefined, true, `${place.path} does not exist`);
        if (place.symbol !== undefined) assertStringIncludes(source!, place.symbol);
      }
    }
    for (const target of linksIn(text)) {
      await Deno.stat(new URL(target, new URL(path, ROOT)));
    }
  });
}

Deno.test("each task says what it does and asks for no more than it needs", () => {
  for (const [name, task] of Object.entries(TASKS)) {
    const { command, description = "" } = typeof task === "string" ? { command: task } : task;
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
