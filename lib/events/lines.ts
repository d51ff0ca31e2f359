/** A line of a byte stream, without its line break. */
export interface Line {
  /** The first line is 1. */
  readonly number: number;
  /** At most `maxBytes` of it. */
  readonly bytes: Uint8Array;
  /** Whether it was longer than `maxBytes`, so that its end is missing. */
  readonly cut: boolean;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Splits a byte stream at line feeds (a carriage return before one is dropped too), holding never
 * more than one line of `maxBytes` and one chunk.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Line> {
  const collector = new LineCollector(maxBytes);
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, from)) {
      collector.add(chunk.subarray(from, at));
      yield collector.take();
      from = at + 1;
    }
    collector.add(chunk.subarray(from));
  }
  if (collector.started) yield collector.take();
}

class LineCollector {
  #parts: Uint8Array[] = [];
  #kept = 0;
  #length = 0;
  #number = 0;

  constructor(readonly maxBytes: number) {}

  get started(): boolean {
    return this.#length > 0;
  }

  add(part: Uint8Array): void {
    this.#length += part.length;
    const kept = part.slice(0, this.maxBytes - this.#kept);
    if (kept.length === 0) return;
    this.#parts.push(kept);
    this.#kept += kept.length;
  }

  take(): Line {
    const bytes = this.#joined();
    const cut = this.#length > this.maxBytes;
    this.#parts = [];
    this.#kept = this.#length = 0;
    this.#number++;
    return {
      number: this.#number,
      bytes: !cut && bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes,
      cut,
    };
  }

  #joined(): Uint8Array {
    if (this.#parts.length === 1) return this.#parts[0]!;
    const all = new Uint8Array(this.#kept);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}
