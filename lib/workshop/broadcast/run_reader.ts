import { isRunning } from "./run_broadcast.ts";
import { BROADCAST_FOLDER, RUN_ID, type RunEvent, type RunHead } from "./run_event.ts";

/** A run that can be watched, or that has ended lately. */
export interface WatchedRun extends RunHead {
  /** Its name among all runs. */
  readonly id: string;
  /** Whether its process still works. */
  readonly running: boolean;
}

/** Some more of what a run has told. */
export interface RunPart {
  /** In their order. */
  readonly events: readonly RunEvent[];
  /** Where the next part begins, in bytes. */
  readonly next: number;
}

const MAX_PART_BYTES = 512 * 1024;
const HEAD_BYTES = 4096;

/** Reads what the runs of this machine's labs show, from the files that they write. */
export class RunReader {
  readonly #folder: string;
  readonly #heads = new Map<string, RunHead>();

  /**
   * Reads nothing yet.
   *
   * @param folder where the files of all runs are, which need not exist
   */
  constructor(folder: string = BROADCAST_FOLDER) {
    this.#folder = folder;
  }

  /** The runs, the newest first. */
  async list(): Promise<WatchedRun[]> {
    const ids: string[] = [];
    try {
      for await (const { name } of Deno.readDir(this.#folder)) {
        const id = name.replace(/\.ndjson$/, "");
        if (id !== name && RUN_ID.test(id)) ids.push(id);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    for (const known of this.#heads.keys()) if (!ids.includes(known)) this.#heads.delete(known);
    const runs = await Promise.all(ids.sort().reverse().map((id) => this.#run(id)));
    return runs.filter((run) => run !== undefined);
  }

  async #run(id: string): Promise<WatchedRun | undefined> {
    const head = this.#heads.get(id) ?? await this.#readHead(id);
    if (head === undefined) return undefined;
    this.#heads.set(id, head);
    return { ...head, id, running: isRunning(this.#folder, id) };
  }

  async #readHead(id: string): Promise<RunHead | undefined> {
    const bytes = await this.#bytes(id, { from: 0, most: HEAD_BYTES });
    const end = bytes?.indexOf(0x0a) ?? -1;
    return end < 0 ? undefined : parsed<RunHead>(new TextDecoder().decode(bytes!.subarray(0, end)));
  }

  /**
   * What a run has told since `from`, a number that an earlier part gave as `next`; 0 is the
   * beginning. `undefined` when there is no such run.
   */
  async read(id: string, from = 0): Promise<RunPart | undefined> {
    if (!RUN_ID.test(id)) return undefined;
    const bytes = await this.#bytes(id, { from, most: MAX_PART_BYTES });
    if (bytes === undefined) return undefined;
    const end = bytes.lastIndexOf(0x0a) + 1;
    const lines = new TextDecoder().decode(bytes.subarray(0, end)).split("\n").slice(0, -1);
    const told = from === 0 ? lines.slice(1) : lines;
    const events = told.map((line) => parsed<RunEvent>(line)).filter((one) => one !== undefined);
    return { events, next: from + end };
  }

  async #bytes(
    id: string,
    { from, most }: { readonly from: number; readonly most: number },
  ): Promise<Uint8Array | undefined> {
    try {
      using file = await Deno.open(`${this.#folder}/${id}.ndjson`);
      await file.seek(from, Deno.SeekMode.Start);
      const bytes = new Uint8Array(most);
      let filled = 0;
      while (filled < most) {
        const count = await file.read(bytes.subarray(filled));
        if (count === null) break;
        filled += count;
      }
      return bytes.subarray(0, filled);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }
}

/** A line that somebody has edited is no reason to show nothing at all. */
function parsed<T>(line: string): T | undefined {
  try {
    const value = JSON.parse(line);
    return typeof value === "object" && value !== null ? value as T : undefined;
  } catch {
    return undefined;
  }
}
