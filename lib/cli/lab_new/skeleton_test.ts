import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkLab, LabFiles, openTarget, Screen, Workbench } from "../../workshop/mod.ts";
import { writeLab } from "./write_lab.ts";

const LAB = {
  number: "90",
  name: "notices",
  title: "A board of notices",
  misconception: "Whoever posts a notice knows where it hangs",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 30,
} as const;
const PROJECT = new URL("../../../", import.meta.url);
const EARLIER = "labs/01_first_record/README.md";
/** From a folder in `.runs/` the project is two folders further away. */
const FURTHER = "../../";

/** Makes the lab in a folder of its own, with the project's lib. */
async function withLab(body: (files: LabFiles, root: URL) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  const root = new URL(`file://${folder}/`);
  try {
    for (const name of ["labs", "tasks", "solutions"]) await Deno.mkdir(new URL(name, root));
    await Deno.writeTextFile(new URL("labs/manifest.ts", root), "export const labs = [\n];\n");
    await Deno.writeTextFile(new URL("deno.json", root), `{"tasks":{"lab":{"command":"run"}}}`);
    // The README of the new lab names it, as that of every lab but the first names an earlier one.
    await Deno.mkdir(new URL("labs/01_first_record/", root));
    await Deno.copyFile(new URL(EARLIER, PROJECT), new URL(EARLIER, root));
    const paths = await writeLab(LAB, root);
    for (const path of paths.filter((path) => path.endsWith(".ts"))) {
      const text = await Deno.readTextFile(new URL(path, root));
      const moved = text.replaceAll(/"((?:\.\.\/)+)lib\//g, `"${FURTHER}$1lib/`);
      await Deno.writeTextFile(new URL(path, root), moved);
    }
    await body(new LabFiles(LAB, root), root);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the new lab is proved: its stub fails, its solution passes, its mutants die", async () => {
  await withLab(async (files) => {
    await using bench = await Workbench.on(await openTarget());
    const findings = await checkLab(bench, files);
    assertEquals(findings.filter(({ holds }) => !holds), []);
    assertEquals(findings.filter(({ what }) => what.startsWith("mutant")).length, 3);
    const { verdict } = await bench.grade(files, { task: files.stub });
    assertEquals(verdict, "fail");
  });
});

Deno.test("its experiment shows where the notices hang", async () => {
  await withLab(async (files) => {
    await using bench = await Workbench.on(await openTarget());
    const lines: string[] = [];
    const screen = new Screen({ write: (line) => lines.push(line) });
    await bench.experiment(files, { task: files.solution, author: "you", screen });
    assertStringIncludes(lines.join("\n"), "Stairs are wet");
    assertStringIncludes(lines.join("\n"), "Seen: those that come after what hung there");
    assertEquals(lines.filter((line) => line.length > 80), []);
  });
});
