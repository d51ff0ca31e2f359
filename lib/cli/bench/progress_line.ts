const encoder = new TextEncoder();

/** One line on the error stream that says what is under way; only where a person looks at it. */
export class ProgressLine {
  readonly #shows = Deno.stderr.isTerminal();

  /** Replaces what the line said. */
  show(text: string): void {
    this.#write(`\r\x1b[2K${text.slice(0, 79)}`);
  }

  /** Makes room for something else. */
  clear(): void {
    this.#write("\r\x1b[2K");
  }

  #write(text: string): void {
    if (this.#shows) Deno.stderr.writeSync(encoder.encode(text));
  }
}
