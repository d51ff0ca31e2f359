/** How lines are kept. */
export interface RotatingFileOptions {
  /** The file; its folder is made when there is something to write. */
  readonly path: string;
  /** Size at which a file is full: it becomes `<path>.1`, in bytes. @default {10485760} */
  readonly maxBytes?: number;
  /** Full files that are kept; the oldest goes. @default {5} */
  readonly keep?: number;
  /** Whether a line is on the disk when its append resolves. @default {false} */
  readonly durable?: boolean;
}

const encoder = new TextEncoder();

/** Appends lines to a file that begins anew when it is full; several processes may append to it. */
export class RotatingFile {
  readonly #options: Required<RotatingFileOptions>;
  #last: Promise<unknown> = Promise.resolve();

  /** Opens nothing yet. */
  constructor({ path, maxBytes = 10_485_760, keep = 5, durable = false }: RotatingFileOptions) {
    this.#options = { path, maxBytes, keep, durable };
  }

  /**
   * Appends lines in one piece.
   *
   * @throws {Error} when the file can't be written: the disk is full
   */
  append(lines: readonly string[]): Promise<void> {
    const bytes = encoder.encode(lines.map((line) => `${line}\n`).join(""));
    const appended = this.#last.then(() => this.#write(bytes));
    this.#last = appended.catch(() => {});
    return appended;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { maxBytes, durable } = this.#options;
    await this.#makeFolder();
    let file = await this.#open();
    try {
      const { size } = await file.stat();
      if (size > 0 && size + bytes.length > maxBytes) {
        file.close();
        await this.#rotate();
        file = await this.#open();
      }
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
      if (durable) await file.syncData();
    } finally {
      file.close();
    }
  }

  async #makeFolder(): Promise<void> {
    const folder = this.#options.path.replace(/[^/\\]*$/, "");
    if (folder !== "") await Deno.mkdir(folder, { recursive: true });
  }

  #open(): Promise<Deno.FsFile> {
    return Deno.open(this.#options.path, { append: true, create: true });
  }

  /** The full file becomes number 1, number 1 number 2 and so on; the last is overwritten. */
  async #rotate(): Promise<void> {
    const { path, keep } = this.#options;
    for (let number = keep - 1; number >= 1; number--) {
      await renameIfThere(`${path}.${number}`, `${path}.${number + 1}`);
    }
    await renameIfThere(path, `${path}.1`);
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
