import { ConfigError, messageOf } from "../core/mod.ts";

const RUNS = ".runs";
/** Held by the process that a folder belongs to; the system lets go of it however that ends. */
const LOCK = ".lock";

/** A folder of one run, removed when it is disposed. */
export interface RunFolder extends AsyncDisposable {
  /** Absolute, with forward slashes. */
  readonly path: string;
}

/**
 * Makes `.runs/<purpose>-<id>` in the working folder. Folders of the same purpose whose process was
 * killed before it could remove them are removed first.
 *
 * @throws {ConfigError} the place can't be written
 */
export async function openRunFolder(
  purpose: string,
  id: string = crypto.randomUUID().slice(0, 8),
): Promise<RunFolder> {
  const runs = `${Deno.cwd().replaceAll("\\", "/")}/${RUNS}`;
  const path = `${runs}/${purpose}-${id}`;
  try {
    await Deno.mkdir(runs, { recursive: true });
    using turn = await Deno.open(`${runs}/${LOCK}`, { create: true, write: true });
    await turn.lock(true);
    await removeOrphans(runs, `${purpose}-`);
    await Deno.mkdir(path, { recursive: true });
    const lock = await Deno.open(`${path}/${LOCK}`, { create: true, write: true });
    await lock.lock(true);
    return {
      path,
      async [Symbol.asyncDispose]() {
        lock.close();
        await Deno.remove(path, { recursive: true });
      },
    };
  } catch (cause) {
    throw new ConfigError(
      `Can't make the run's folder ${path} (${messageOf(cause)}): make the place writable`,
      { cause },
    );
  }
}

async function removeOrphans(runs: string, prefix: string): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(runs)) {
    if (!isDirectory || !name.startsWith(prefix)) continue;
    if (await isOrphan(`${runs}/${name}`)) {
      await Deno.remove(`${runs}/${name}`, { recursive: true });
    }
  }
}

/** A folder without a lock is not one of ours. */
async function isOrphan(folder: string): Promise<boolean> {
  try {
    using lock = await Deno.open(`${folder}/${LOCK}`, { write: true });
    return await lock.tryLock(true);
  } catch {
    return false;
  }
}
