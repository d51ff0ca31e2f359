import { messageOf, WorkshopError } from "../core/mod.ts";
import { parseAccessLogLine } from "./access_log.ts";
import { eventOfAccess } from "./access_log_event.ts";
import { openByteSource } from "./byte_source.ts";
import { InputLineError } from "./input_line_error.ts";
import { type Line, splitLines } from "./lines.ts";

/** What became of one line: an event, nothing to do, or a refusal. */
export type InputLine =
  | {
    readonly kind: "event";
    readonly lineNumber: number;
    /** The client's address; `null` when an NDJSON event has none. */
    readonly key: string | null;
    /** The event's JSON text; an NDJSON line as it stands, not yet validated. */
    readonly value: string;
  }
  | { readonly kind: "blank"; readonly lineNumber: number }
  | {
    readonly kind: "rejected";
    readonly lineNumber: number;
    readonly error: InputLineError;
    /** The line's bytes. */
    readonly raw: Uint8Array;
  };

/** How input is read. */
export interface EventInputOptions {
  /** Longest line, in bytes; a longer one is rejected, and its end dropped. @default {1048576} */
  readonly maxLineBytes?: number;
}

/** Opened input: events as NDJSON, or an access log in combined format. */
export interface EventInput extends AsyncDisposable {
  /** The input's name in messages. */
  readonly name: string;
  /**
   * Every line in its order, once.
   *
   * @throws {WorkshopError} code `INPUT_BROKEN` when the bytes end damaged: the lines before are good
   */
  lines(): AsyncGenerator<InputLine>;
}

/**
 * Opens a file (plain or gzip), `-` for standard input, or a stream. Each line is looked at by
 * itself: one that begins with a brace is NDJSON, any other a line of an access log.
 *
 * @throws {ConfigError} when it can't be read
 */
export async function openEventInput(
  input: string | ReadableStream<Uint8Array>,
  options: EventInputOptions = {},
): Promise<EventInput> {
  const { maxLineBytes = 1_048_576 } = options;
  const source = await openByteSource(input);
  return {
    name: source.name,
    lines: () => readLines(source.name, splitLines(source.chunks, maxLineBytes)),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

async function* readLines(name: string, lines: AsyncGenerator<Line>): AsyncGenerator<InputLine> {
  let lineNumber = 0;
  while (true) {
    const next = await lines.next().catch((cause) => {
      throw new WorkshopError(
        `Input ${name} ends damaged after line ${lineNumber} (${messageOf(cause)}): get it again`,
        { code: "INPUT_BROKEN", cause },
      );
    });
    if (next.done) return;
    lineNumber = next.value.number;
    yield inputLine(next.value);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function inputLine(line: Line): InputLine {
  const { number: lineNumber, bytes: raw } = line;
  try {
    const text = textOf(line);
    if (text.trim() === "") return { kind: "blank", lineNumber };
    const event = /^\s*\{/.test(text) ? ofJson(text, lineNumber) : ofAccess(text, lineNumber);
    return { kind: "event", lineNumber, ...event };
  } catch (error) {
    if (error instanceof InputLineError) return { kind: "rejected", lineNumber, error, raw };
    throw error;
  }
}

function textOf({ number, bytes, cut }: Line): string {
  if (cut) throw new InputLineError(number, `is longer than ${bytes.length} bytes`);
  try {
    return decoder.decode(bytes);
  } catch {
    throw new InputLineError(number, "is not valid UTF-8");
  }
}

function ofJson(text: string, lineNumber: number): { key: string | null; value: string } {
  let parsed: { metadata?: { ip_address?: unknown } };
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new InputLineError(lineNumber, "is not valid JSON");
  }
  const address = parsed.metadata?.ip_address;
  return { key: typeof address === "string" ? address : null, value: text };
}

function ofAccess(line: string, lineNumber: number): { key: string; value: string } {
  const entry = parseAccessLogLine(line, lineNumber);
  return { key: entry.address, value: JSON.stringify(eventOfAccess(entry, { line, lineNumber })) };
}
