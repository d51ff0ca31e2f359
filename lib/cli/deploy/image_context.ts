import { ROOT } from "../docs/project_tasks.ts";
import { readProjectFile } from "./stack.ts";

/** Whether a file of the project comes into the image, by deploy/Dockerfile.dockerignore. */
export type Admits = (path: string) => boolean;

/** What comes into the image. */
export interface ImageContext {
  /** The files and folders that are let in. */
  readonly roots: readonly string[];
  readonly admits: Admits;
}

/** Reads what deploy/Dockerfile.dockerignore lets in, and what of it it leaves out again. */
export async function imageContext(): Promise<ImageContext> {
  const lines = (await readProjectFile("deploy/Dockerfile.dockerignore")).split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (lines[0] !== "*") {
    throw new Error("deploy/Dockerfile.dockerignore lets in what it doesn't name");
  }
  const roots = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  const endings = lines.filter((line) => line.startsWith("**/")).map((line) =>
    line.slice("**/".length).replace("*", "")
  );
  return {
    roots,
    admits: (path) =>
      roots.some((root) => path === root || path.startsWith(`${root}/`)) &&
      !endings.some((ending) => path.endsWith(ending)),
  };
}

/** Copies what comes into the image to a folder, as `COPY . .` does. */
export async function copyContext({ roots, admits }: ImageContext, target: string): Promise<void> {
  for (const root of roots) await copy(root, target, admits);
}

async function copy(path: string, target: string, admits: Admits): Promise<void> {
  const stat = await Deno.stat(new URL(path, ROOT)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (stat?.isFile && admits(path)) {
    await Deno.mkdir(`${target}/${path.split("/").slice(0, -1).join("/")}`, { recursive: true });
    await Deno.copyFile(new URL(path, ROOT), `${target}/${path}`);
  }
  if (!stat?.isDirectory) return;
  for await (const { name } of Deno.readDir(new URL(`${path}/`, ROOT))) {
    await copy(`${path}/${name}`, target, admits);
  }
}
