import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { writeLab } from "./write_lab.ts";

const LAB = {
  number: "90",
  name: "notices",
  title: "Notices",
  misconception: "…",
  documents: [],
  cluster: { brokers: 1 },
  minutes: 30,
} as const;
const MANIFEST = "export const labs = [\n];\n";
const DENO_JSON = `{"tasks":{"lab":{"description":"…","command":"run lab.ts"}}}`;

/** A folder with what a lab is put into. */
async function withRoot(body: (root: URL) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  const root = new URL(`file://${folder}/`);
  try {
    for (const name of ["labs", "tasks", "solutions"]) await Deno.mkdir(new URL(name, root));
    await Deno.writeTextFile(new URL("labs/manifest.ts", root), MANIFEST);
    await Deno.writeTextFile(new URL("deno.json", root), DENO_JSON);
    await body(root);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: URL): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("each file that is told of is there, and no placeholder is left in it", async () => {
  await withRoot(async (root) => {
    const paths = await writeLab(LAB, root);
    assertEquals(paths.length, 13);
    for (const path of paths) {
      const text = await Deno.readTextFile(new URL(path, root));
      assertEquals(/\{\{|undefined/.test(text), false, path);
    }
    assertEquals(namesIn(new URL("labs/90_notices/mutants/", root)).length, 3);
  });
});

for (const path of ["labs/90_notices", "tasks/90_notices.ts", "solutions/90_notices.ts"]) {
  Deno.test(`${path} that is there already is not touched, and nothing else is made`, async () => {
    await withRoot(async (root) => {
      await Deno.writeTextFile(new URL(path, root), "mine");
      const says = `${path} is there already: remove it, or choose another name`;
      await assertRejects(() => writeLab(LAB, root), ConfigError, says);
      assertEquals(await Deno.readTextFile(new URL(path, root)), "mine");
      const all = ["labs", "tasks", "solutions"].flatMap((name) => namesIn(new URL(name, root)));
      assertEquals(all.sort(), [path.split("/").at(-1), "manifest.ts"].sort());
    });
  });
}

Deno.test("what was made is taken back when the list can't be used", async () => {
  await withRoot(async (root) => {
    await Deno.writeTextFile(new URL("deno.json", root), "{");
    await assertRejects(() => writeLab(LAB, root), ConfigError, "Lab 90_notices could not be made");
    assertEquals(namesIn(new URL("labs/", root)), ["manifest.ts"]);
    assertEquals([namesIn(new URL("tasks/", root)), namesIn(new URL("solutions/", root))], [
      [],
      [],
    ]);
    assertEquals(await Deno.readTextFile(new URL("labs/manifest.ts", root)), MANIFEST);
  });
});
