import { ConfigError, messageOf } from "../../core/mod.ts";
import { type LabEntry, LabFiles, labId } from "../../workshop/mod.ts";
import { manifestWith, tasksWith } from "./register.ts";
import { skeletonOf } from "./skeleton.ts";

/**
 * Makes the files of a lab and puts it on the list; what is there already is not touched.
 *
 * @param root the folder that holds labs/, tasks/, solutions/ and deno.json
 * @returns the paths of what was made or changed
 * @throws {ConfigError} when something of that name is there, or can't be written
 */
export async function writeLab(lab: LabEntry, root: URL): Promise<string[]> {
  const id = labId(lab);
  const task = `tasks/${id}.ts`;
  for (const path of [`labs/${id}`, task, `solutions/${id}.ts`]) {
    if (!await isThere(new URL(path, root))) continue;
    throw new ConfigError(`${path} is there already: remove it, or choose another name`);
  }
  const made: string[] = [];
  try {
    await Deno.mkdir(new URL(`labs/${id}/mutants/`, root), { recursive: true });
    made.push(`labs/${id}`);
    for (const [path, text] of await skeletonOf(lab)) {
      await Deno.writeTextFile(new URL(path, root), text, { createNew: true });
      made.push(path);
    }
    const pristine = await new LabFiles(lab, root).pristineTask();
    await Deno.writeTextFile(new URL(task, root), pristine, { createNew: true });
    made.push(task);
    // Last, and both read before either is written: a lab on the list has all of its files.
    const manifest = await changed("labs/manifest.ts", root, (text) => manifestWith(text, lab));
    const tasks = await changed("deno.json", root, (text) => tasksWith(text, lab));
    for (const [path, text] of [manifest, tasks]) {
      await Deno.writeTextFile(new URL(path, root), text);
    }
    return [...made.slice(1), manifest[0], tasks[0]];
  } catch (cause) {
    for (const path of made.reverse()) {
      await Deno.remove(new URL(path, root), { recursive: true }).catch(() => {});
    }
    throw new ConfigError(
      `Lab ${id} could not be made (${
        messageOf(cause)
      }): look at the rights of the project's folder`,
      { cause },
    );
  }
}

async function changed(
  path: string,
  root: URL,
  change: (text: string) => string,
): Promise<readonly [path: string, text: string]> {
  return [path, change(await Deno.readTextFile(new URL(path, root)))];
}

async function isThere(url: URL): Promise<boolean> {
  try {
    await Deno.lstat(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
