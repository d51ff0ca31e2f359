const encoder = new TextEncoder();

/** The standard output, one line after the other; who reads it may go away at any time. */
export class Output {
  readonly #write: (bytes: Uint8Array) => Promise<number>;
  readonly #closing = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(write: (bytes: Uint8Array) => Promise<number> = (bytes) => Deno.stdout.write(bytes)) {
    this.#write = write;
  }

  /** Aborts when nobody reads any more, as after `head`. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Resolves when the line is written, or nobody reads it. */
  print(line: string): Promise<void> {
    this.#last = this.#last.then(() => this.#writeAll(encoder.encode(`${line}\n`)));
    return this.#last;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    try {
      for (let rest = bytes; rest.length > 0 && !this.closed.aborted;) {
        rest = rest.subarray(await this.#write(rest));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      this.#closing.abort();
    }
  }
}
