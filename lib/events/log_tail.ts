/** How much of a file's end is looked through for its last lines. */
const END_BYTES = 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** The whole lines of a file that grows, whoever writes it, on every system by looking at its size. */
export class LogTail {
  readonly #path: string;
  #offset = 0;
  /** Bytes of a line that has no end yet. */
  #rest = new Uint8Array(0);
  /** What tells a new file of the same name from the old one. */
  #inode: number | null = null;

  /** Looks at nothing yet. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The last lines that are there; what comes later is for {@link next}. None without a file. */
  async last(count: number): Promise<string[]> {
    const { size } = await this.#stat();
    this.#offset = Math.max(0, size - END_BYTES);
    const isCut = this.#offset > 0;
    const lines = await this.next();
    // With only the file's end read, the first line is the end of one.
    return lines.slice(Math.max(isCut ? 1 : 0, lines.length - count));
  }

  /** The lines that came since; a file that was cut or replaced begins anew. */
  async next(): Promise<string[]> {
    const { size, inode } = await this.#stat();
    if (size < this.#offset || (this.#inode !== null && inode !== this.#inode)) this.#restart();
    this.#inode = inode;
    if (size === this.#offset) return [];
    using file = await Deno.open(this.#path);
    await file.seek(this.#offset, Deno.SeekMode.Start);
    const parts = [this.#rest];
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let read = await file.read(chunk); read !== null; read = await file.read(chunk)) {
      parts.push(chunk.slice(0, read));
      this.#offset += read;
    }
    return this.#split(parts);
  }

  #split(parts: readonly Uint8Array[]): string[] {
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    const end = bytes.lastIndexOf(0x0a) + 1;
    this.#rest = bytes.slice(end);
    const text = new TextDecoder().decode(bytes.subarray(0, end));
    return text.split(/\r?\n/).slice(0, -1);
  }

  #restart(): void {
    this.#offset = 0;
    this.#rest = new Uint8Array(0);
  }

  async #stat(): Promise<{ readonly size: number; readonly inode: number | null }> {
    try {
      const { size, ino } = await Deno.stat(this.#path);
      return { size, inode: ino };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return { size: 0, inode: null };
      throw error;
    }
  }
}
