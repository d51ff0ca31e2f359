import { ConfigError, messageOf } from "../core/mod.ts";
import { jsonLine, type LogEntry, type LogSink } from "./json_logger.ts";
import { prettyLine } from "./pretty_line.ts";

/** The log files, by the `component` of the entries that go into them. */
export const LOG_FILES = {
  producer: "producer.log",
  consumer: "consumer.log",
  application: "application.log",
} as const;

/** Log files that are open until disposed. */
export interface LogFiles extends LogSink, Disposable {
  /** Lines that could not be written: a full disk. */
  readonly lostLines: number;
}

/** Where lines on the standard error go. */
export interface StderrOptions {
  /** One short line for people instead of JSON. @default {on a terminal} */
  readonly pretty?: boolean;
  /** Colours, in the short form. @default {on a terminal, unless noColor} */
  readonly color?: boolean;
  /** Takes the bytes. @default {the standard error} */
  readonly write?: (bytes: Uint8Array) => void;
}

const encoder = new TextEncoder();

/**
 * Opens producer.log, consumer.log and application.log in the folder, made if need be, and adds to
 * them; an entry goes by its field `component`, all others to application.log.
 *
 * @throws {ConfigError} when the folder can't be written to
 */
export async function openLogFiles(folder: string): Promise<LogFiles> {
  const files = new Map<string, Deno.FsFile>();
  try {
    await Deno.mkdir(folder, { recursive: true });
    for (const [component, name] of Object.entries(LOG_FILES)) {
      files.set(component, await Deno.open(`${folder}/${name}`, { append: true, create: true }));
    }
  } catch (cause) {
    for (const file of files.values()) file.close();
    throw new ConfigError(
      `Can't write logs into the folder ${folder} (${messageOf(cause)}): make it writable or ` +
        `choose another`,
      { cause },
    );
  }
  return new ComponentFiles(files);
}

class ComponentFiles implements LogFiles {
  readonly #files: ReadonlyMap<string, Deno.FsFile>;
  #lostLines = 0;
  #closed = false;

  constructor(files: ReadonlyMap<string, Deno.FsFile>) {
    this.#files = files;
  }

  get lostLines(): number {
    return this.#lostLines;
  }

  write(entry: LogEntry): void {
    const file = this.#files.get(String(entry.fields.component)) ?? this.#files.get("application")!;
    try {
      if (this.#closed) throw new Deno.errors.BadResource("closed");
      writeAll(file, encoder.encode(`${jsonLine(entry)}\n`));
    } catch {
      this.#lostLines += 1;
    }
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const file of this.#files.values()) file.close();
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
}

/** A sink that writes to the standard error: short lines on a terminal, JSON otherwise. */
export function stderrSink(options: StderrOptions = {}): LogSink {
  const terminal = Deno.stderr.isTerminal();
  const { pretty = terminal, write = (bytes) => void Deno.stderr.writeSync(bytes) } = options;
  const color = options.color ?? (terminal && !Deno.noColor);
  return {
    write(entry) {
      const line = pretty ? prettyLine(entry, { color }) : jsonLine(entry);
      try {
        write(encoder.encode(`${line}\n`));
      } catch {
        // nobody reads the standard error any more
      }
    },
  };
}
