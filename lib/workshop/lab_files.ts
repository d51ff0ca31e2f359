import { ConfigError, messageOf } from "../core/mod.ts";
import type { CheckModule } from "./check.ts";
import type { LabContext } from "./context.ts";
import { type LabEntry, labId } from "./lab_entry.ts";
import { shortPath } from "./subject_failure.ts";

/** What a lab's lab.ts exports. */
export interface LabModule {
  /** Measures and shows; what the learner wrote is judged by the checks, not here. */
  run(context: LabContext): Promise<void>;
}

/** A wrong solution and the check that must catch it, as its header says. */
export interface Mutant {
  /** The file's URL. */
  readonly url: URL;
  /** The file's name without its ending. */
  readonly name: string;
  /** The id of the check that is meant for it. */
  readonly caughtBy: string;
  /** Words that the check's message must have. */
  readonly says: string;
}

const PROJECT = new URL("../../", import.meta.url);

/** Where the files of a lab are, and what is in them. */
export class LabFiles {
  readonly #root: URL;
  /** The lab they belong to. */
  readonly lab: LabEntry;

  /**
   * Reads nothing yet.
   *
   * @param root the folder that holds labs/, tasks/ and solutions/
   */
  constructor(lab: LabEntry, root: URL = PROJECT) {
    this.lab = lab;
    this.#root = root;
  }

  /** What the learner edits. */
  get task(): URL {
    return new URL(`tasks/${labId(this.lab)}.ts`, this.#root);
  }

  /** How it can be written. */
  get solution(): URL {
    return new URL(`solutions/${labId(this.lab)}.ts`, this.#root);
  }

  /** What the task begins as; `deno task reset` puts it back. */
  get stub(): URL {
    return this.#inFolder("stub.ts");
  }

  /** The lab's text. */
  get readme(): URL {
    return this.#inFolder("README.md");
  }

  /** The three hints. */
  get hints(): URL {
    return this.#inFolder("hints.md");
  }

  #inFolder(name: string): URL {
    return new URL(`labs/${labId(this.lab)}/${name}`, this.#root);
  }

  /** The experiment. */
  async experiment(): Promise<LabModule> {
    return await import(this.#inFolder("lab.ts").href);
  }

  /** The checks and what the task may import. */
  async checks(): Promise<CheckModule> {
    return await import(this.#inFolder("check.ts").href);
  }

  /** The wrong solutions, by name. */
  async mutants(): Promise<Mutant[]> {
    const folder = this.#inFolder("mutants/");
    const mutants: Mutant[] = [];
    for await (const entry of Deno.readDir(folder)) {
      if (!entry.isFile || !entry.name.endsWith(".ts")) continue;
      mutants.push(await readMutant(new URL(entry.name, folder)));
    }
    return mutants.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The stub as it stands in tasks/: its imports begin one folder higher up. */
  async pristineTask(): Promise<string> {
    return (await Deno.readTextFile(this.stub)).replaceAll(`"../../lib/`, `"../lib/`);
  }

  /** Whether the learner has not touched the task yet. */
  async isPristine(): Promise<boolean> {
    return await this.readTask() === await this.pristineTask();
  }

  /**
   * The task's text.
   *
   * @throws {ConfigError} when the file is gone
   */
  async readTask(): Promise<string> {
    try {
      return await Deno.readTextFile(this.task);
    } catch (cause) {
      const isGone = cause instanceof Deno.errors.NotFound;
      const what = isGone ? "is gone" : `can't be read (${messageOf(cause)})`;
      throw new ConfigError(
        `${shortPath(this.task)} ${what}: deno task reset ${this.lab.number} puts it back`,
        { cause },
      );
    }
  }

  /** Puts the task back to what it began as. */
  async reset(): Promise<void> {
    await Deno.writeTextFile(this.task, await this.pristineTask());
  }
}

/** SHA-256 of a text, in hexadecimal. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}

async function readMutant(url: URL): Promise<Mutant> {
  const text = await Deno.readTextFile(url);
  const caughtBy = /^\/\/ caught by: (\S+)$/m.exec(text)?.[1];
  const says = /^\/\/ says: (.+)$/m.exec(text)?.[1];
  if (caughtBy === undefined || says === undefined) {
    throw new ConfigError(
      `${shortPath(url)} does not say which check must catch it: ` +
        `begin it with "// caught by: CHECK" and "// says: WORDS OF THE MESSAGE"`,
    );
  }
  return { url, name: url.pathname.split("/").at(-1)!.replace(/\.ts$/, ""), caughtBy, says };
}
