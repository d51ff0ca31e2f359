import { messageOf } from "../../core/mod.ts";
import type { DeliveryError, ProducerRecord } from "../../producer/mod.ts";

/** A message that was not acknowledged, and why. */
export interface FailedMessage {
  /** When it was given up, in milliseconds since 1970. */
  readonly timeMs: number;
  readonly record: ProducerRecord;
  readonly error: DeliveryError;
  /** How often it was tried. */
  readonly attempts: number;
  /** Why it was not tried again. */
  readonly reason: string;
}

/** Where failed messages are kept. */
export interface FailedMessageLogOptions {
  /** The file; its folder is made when there is something to write. */
  readonly path: string;
  /** Size at which a file is full: it becomes `<path>.1`, in bytes. @default {10485760} */
  readonly maxBytes?: number;
  /** Full files that are kept; the oldest goes. @default {5} */
  readonly keep?: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Appends messages that were given up to a file, a JSON line each with key, value, headers and error,
 * so that they can be looked at and sent again. A line is on the disk when its append resolves.
 */
export class FailedMessageLog {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #keep: number;
  #last: Promise<unknown> = Promise.resolve();

  /** Opens nothing yet. */
  constructor(options: FailedMessageLogOptions) {
    this.#path = options.path;
    this.#maxBytes = options.maxBytes ?? 10 * 1024 * 1024;
    this.#keep = options.keep ?? 5;
  }

  /**
   * Appends a message.
   *
   * @throws {Error} when the file can't be written: the disk is full
   */
  append(message: FailedMessage): Promise<void> {
    const line = encoder.encode(`${JSON.stringify(lineOf(message))}\n`);
    const appended = this.#last.then(() => this.#write(line));
    this.#last = appended.catch(() => {});
    return appended;
  }

  async #write(line: Uint8Array): Promise<void> {
    await this.#makeFolder();
    let file = await this.#open();
    try {
      const { size } = await file.stat();
      if (size > 0 && size + line.length > this.#maxBytes) {
        file.close();
        await this.#rotate();
        file = await this.#open();
      }
      for (let rest = line; rest.length > 0;) rest = rest.subarray(await file.write(rest));
      await file.syncData();
    } finally {
      file.close();
    }
  }

  async #makeFolder(): Promise<void> {
    const folder = this.#path.replace(/[^/\\]*$/, "");
    if (folder !== "") await Deno.mkdir(folder, { recursive: true });
  }

  #open(): Promise<Deno.FsFile> {
    return Deno.open(this.#path, { append: true, create: true });
  }

  /** The full file becomes number 1, number 1 number 2 and so on; the last is overwritten. */
  async #rotate(): Promise<void> {
    for (let number = this.#keep - 1; number >= 1; number--) {
      await renameIfThere(`${this.#path}.${number}`, `${this.#path}.${number + 1}`);
    }
    await renameIfThere(this.#path, `${this.#path}.1`);
  }
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function lineOf({ timeMs, record, error, attempts, reason }: FailedMessage) {
  const { topic, key = null, value, headers = {} } = record;
  const pairs = Array.isArray(headers)
    ? headers.map(({ name, value }) => [name, value] as const)
    : Object.entries(headers);
  return {
    time: new Date(timeMs).toISOString(),
    topic,
    key: readable(key),
    value: readable(value),
    headers: pairs.map(([name, value]) => [name, readable(value)]),
    outcome: error.definite ? "failed" : "uncertain",
    error: { name: error.name, code: error.code, message: messageOf(error) },
    attempts,
    reason,
  };
}

/** Text as it stands; bytes that are no text in base64. */
function readable(content: string | Uint8Array | null): unknown {
  if (content === null || typeof content === "string") return content;
  try {
    return decoder.decode(content);
  } catch {
    return { base64: content.toBase64() };
  }
}
