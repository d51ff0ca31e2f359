import { assertEquals } from "@std/assert";
import { ROOT } from "../docs/project_tasks.ts";
import { imageContext } from "./image_context.ts";
import { readProjectFile } from "./stack.ts";

const DOCKERFILE = await readProjectFile("deploy/Dockerfile");
/** The files that are compiled into the image: where its programs begin. */
const ENTRIES = [...DOCKERFILE.matchAll(/\b(?:lib\/cli|deploy\/container)\/\w+\.ts\b/g)]
  .map(([path]) => path);

/** The files of the project that a program loads; what it reads later is not among them. */
async function modulesOf(entry: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("deno", {
    args: ["info", "--json", "--frozen", entry],
    cwd: ROOT,
    stderr: "null",
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string }[];
  };
  return modules.map(({ specifier }) => specifier).filter((url) => url.startsWith(ROOT.href))
    .map((url) => decodeURIComponent(url.slice(ROOT.href.length)));
}

Deno.test("the image holds every module of its programs", async () => {
  const { admits } = await imageContext();
  assertEquals(ENTRIES.includes("lib/cli/consume.ts"), true);
  for (const entry of new Set(ENTRIES)) {
    const modules = await modulesOf(entry);
    assertEquals(modules.includes(entry), true);
    assertEquals(modules.filter((path) => !admits(path)), [], entry);
  }
});

Deno.test("the image holds no key, no data, no settings of somebody", async () => {
  const { admits } = await imageContext();
  for (const path of [".env", "kafka-data/secure/server.pem", ".git/config", "logs/a.log"]) {
    assertEquals(admits(path), false, path);
  }
});

Deno.test("the image is of the Deno that everything is tested with, and runs as nobody special", async () => {
  const ci = await readProjectFile(".ci/run");
  const version = /npx -y deno@([\d.]+)/.exec(ci)?.[1];
  const bases = [...DOCKERFILE.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  assertEquals(bases, [`denoland/deno:debian-${version}`, `denoland/deno:debian-${version}`]);
  assertEquals(/^USER (\w+)$/m.exec(DOCKERFILE)?.[1], "deno");
});
