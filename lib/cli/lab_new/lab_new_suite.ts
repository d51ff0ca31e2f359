import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";

const ROOT = new URL("../../../", import.meta.url);
const COPIED = [
  ...["lib", "vendor", "labs/manifest.ts", "deno.json", "deno.lock", ".npmrc"],
  // What the tests of the labs' READMEs read.
  ...["docs", "README.md", "CHANGELOG.md"],
];
const READMES = "lib/cli/docs/lab_readmes_test.ts";

async function copy(from: URL, to: URL): Promise<void> {
  if (!(await Deno.stat(from)).isDirectory) {
    await Deno.copyFile(from, to);
    return;
  }
  await Deno.mkdir(to, { recursive: true });
  for await (const { name } of Deno.readDir(from)) {
    if (name === "testdata" || name.endsWith(".png")) continue;
    await copy(new URL(`${from}/${name}`), new URL(`${to}/${name}`));
  }
}

/** A project of its own, of which only the parts are there that make and check labs. */
async function withProject(body: (project: Project) => Promise<void>): Promise<void> {
  await Deno.mkdir(".runs", { recursive: true });
  const folder = await Deno.realPath(await Deno.makeTempDir({ dir: ".runs" }));
  try {
    for (const name of ["labs", "tasks", "solutions", ".runs"]) {
      await Deno.mkdir(`${folder}/${name}`);
    }
    for (const path of COPIED) await copy(new URL(path, ROOT), new URL(`file://${folder}/${path}`));
    await copyReadmes(folder);
    await body(new Project(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Every lab's text, since they name each other; not its code. */
async function copyReadmes(folder: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(new URL("labs", ROOT))) {
    if (!isDirectory) continue;
    await Deno.mkdir(`${folder}/labs/${name}`);
    const readme = `labs/${name}/README.md`;
    await Deno.copyFile(new URL(readme, ROOT), `${folder}/${readme}`);
  }
}

class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async deno(...args: string[]): Promise<{ code: number; output: string }> {
    const { code, stdout, stderr } = await new Deno.Command("deno", {
      args,
      cwd: this.folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  task(...args: string[]) {
    return this.deno("task", "--quiet", ...args);
  }

  read(path: string): Promise<string> {
    return Deno.readTextFile(`${this.folder}/${path}`);
  }
}

Deno.test("a lab that was just made is proved by lab:check, runs, and is in good form", async () => {
  await withProject(async (project) => {
    const made = await project.task("lab:new", "90_notices", "--title", "A board of notices");
    assertEquals(made.code, 0, made.output);
    assertStringIncludes(made.output, "labs/90_notices/mutants/sends_again.ts\n");
    assertStringIncludes(made.output, "deno task lab:check 90");

    const checked = await project.task("lab:check", "90");
    assertEquals(checked.code, 0, checked.output);
    assertStringIncludes(checked.output, "✓ 90 stub by where-it-hangs");
    assertMatch(checked.output, /3 of 3 mutants/);

    const shown = await project.task("lab:90");
    assertEquals(shown.code, 0, shown.output);
    assertStringIncludes(shown.output, "Lab 90: A board of notices");
    assertStringIncludes(shown.output, "Your turn");
    assertEquals((await project.task("verify", "90", "--solutions")).code, 0);

    const readmes = await project.deno("test", "--no-check", "--frozen", "--allow-read=.", READMES);
    assertEquals(readmes.code, 0, readmes.output);
    assertStringIncludes(readmes.output, "labs/90_notices/README.md ends with what is whose");

    const files = ["labs/manifest.ts", "labs/90_notices", "tasks", "solutions"];
    const formatted = await project.deno("fmt", "--check", ...files, "deno.json");
    assertEquals(formatted.code, 0, formatted.output);
    const linted = await project.deno("lint", ...files);
    assertEquals(linted.code, 0, linted.output);
    const types = await project.deno("check", ...files);
    assertEquals(types.code, 0, types.output);
  });
});
