import { assertEquals } from "@std/assert";
import { LabFiles, labId, missingTasks, parseHints, shortPath } from "../lib/workshop/mod.ts";
import { labs } from "./manifest.ts";

const LONGEST_README_WORDS = 2000;

Deno.test("labs are listed by their numbers, each of two digits and once", () => {
  const numbers = labs.map((lab) => lab.number);
  assertEquals(numbers, [...new Set(numbers)].sort());
  assertEquals(numbers.filter((number) => !/^\d\d$/.test(number)), []);
});

Deno.test("deno.json has the task of each lab", async () => {
  assertEquals(await missingTasks(labs), []);
});

for (const lab of labs) {
  const files = new LabFiles(lab);

  Deno.test(`lab ${labId(lab)} has all its files, and each mutant names a check of it`, async () => {
    const { checks } = await files.checks();
    const ids = checks.map((check) => check.id);
    assertEquals(new Set(ids).size, ids.length);
    const mutants = await files.mutants();
    assertEquals(mutants.filter((mutant) => !ids.includes(mutant.caughtBy)), []);
    assertEquals(mutants.length >= 3, true);
    assertEquals(typeof (await files.experiment()).run, "function");
    parseHints(await Deno.readTextFile(files.hints), shortPath(files.hints));
    await Deno.stat(files.solution);
  });

  Deno.test(`lab ${labId(lab)} is read in ten minutes`, async () => {
    const words = (await Deno.readTextFile(files.readme)).split(/\s+/).length;
    assertEquals(words <= LONGEST_README_WORDS, true, `${words} words`);
  });

  Deno.test(`the links of lab ${labId(lab)} to files lead somewhere`, async () => {
    const text = await Deno.readTextFile(files.readme);
    for (const [, path] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      await Deno.stat(new URL(path!, files.readme));
    }
  });
}
