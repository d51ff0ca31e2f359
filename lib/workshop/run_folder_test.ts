import { assertEquals, assertRejects } from "@std/assert";
import { openRunFolder } from "./run_folder.ts";

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

Deno.test("a run's folder is gone after the run, and others of its kind stay meanwhile", async () => {
  const other = await openRunFolder("test-run");
  {
    await using folder = await openRunFolder("test-run");
    await Deno.writeTextFile(`${folder.path}/events`, "1");
    assertEquals([await exists(folder.path), await exists(other.path)], [true, true]);
  }
  await other[Symbol.asyncDispose]();
  assertEquals(await exists(other.path), false);
});

Deno.test("what a killed run left is removed by the next of its kind", async () => {
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-write=.runs",
      import.meta.resolve("./testdata/run_that_hangs.ts"),
    ],
    stdout: "piped",
  }).spawn();
  const first = await child.stdout.pipeThrough(new TextDecoderStream()).values().next();
  const left = String(first.value).trim();
  child.kill("SIGKILL");
  await child.status;
  assertEquals(await exists(left), true);
  await using _folder = await openRunFolder("test-killed");
  assertEquals(await exists(left), false);
});

Deno.test("a folder that can't be made is told with its path", async () => {
  const inside = await openRunFolder("test-file");
  await Deno.writeTextFile(`${inside.path}/file`, "");
  const id = `${inside.path.split("test-file-")[1]}/file/deeper`;
  await assertRejects(() => openRunFolder("test-file", id), Error, "make the place writable");
  await inside[Symbol.asyncDispose]();
});
