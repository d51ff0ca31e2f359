import { type Clock, ConfigError, messageOf, systemClock, WorkshopError } from "../core/mod.ts";
import { parseAccessLogLine } from "./access_log.ts";
import { eventOfAccess } from "./access_log_event.ts";
import { openByteSource } from "./byte_source.ts";
import { InputLineError } from "./input_line_error.ts";
import { type Line, splitLines } from "./lines.ts";
import { LogTail } from "./log_tail.ts";

/** The random event that a line holds. */
export interface RandomEventLine {
  /** The client's address; `null` when an NDJSON event has none. */
  readonly key: string | null;
  /** The event's JSON text; an NDJSON line as it stands, not yet validated. */
  readonly value: string;
}

/**
 * Reads the text of a line, which is not blank.
 *
 * @throws {WorkshopError} when it holds no event: the line is rejected
 */
export type LineReader<E> = (text: string, lineNumber: number) => E;

/** What became of one line: an event, nothing to do, or a refusal. */
export type InputLine<E> =
  | ({
    readonly kind: "event";
    readonly lineNumber: number;
  } & E)
  | { readonly kind: "blank"; readonly lineNumber: number }
  | {
    readonly kind: "rejected";
    readonly lineNumber: number;
    /** An {@linkcode InputLineError}, or what the reader threw. */
    readonly error: WorkshopError;
    /** The line's bytes. */
    readonly raw: Uint8Array;
  };

/** How input is read. */
export interface EventInputOptions {
  /** Longest line, in bytes; a longer one is rejected, and its end dropped. @default {1048576} */
  readonly maxLineBytes?: number;
}

/** Opened input: lines of text, such as NDJSON or an access log. */
export interface EventInput extends AsyncDisposable {
  /** The input's name in messages. */
  readonly name: string;
  /**
   * Every line in its order, once.
   *
   * @throws {WorkshopError} code `INPUT_BROKEN` when the bytes end damaged: the lines before are good
   */
  lines<E>(read: LineReader<E>): AsyncGenerator<InputLine<E>>;
}

/**
 * Opens a file (plain or gzip), `-` for standard input, or a stream.
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
    lines: (read) => readLines(source.name, splitLines(source.chunks, maxLineBytes), read),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

/** How a growing file is followed. */
export interface FollowOptions {
  /** Time between two looks at it, in milliseconds. @default {200} */
  readonly lookEveryMs?: number;
  /** What time it is. @default {systemClock} */
  readonly clock?: Clock;
}

/**
 * Opens a file that grows, such as a log: its lines from now on, whoever writes them, until it is
 * disposed of. A file that is cut or replaced begins anew.
 *
 * @throws {ConfigError} when there is no such file
 */
export async function followEventInput(
  path: string,
  { lookEveryMs = 200, clock = systemClock }: FollowOptions = {},
): Promise<EventInput> {
  const tail = new LogTail(path);
  const ended = new AbortController();
  try {
    await Deno.stat(path);
    await tail.last(0);
  } catch (cause) {
    throw new ConfigError(
      `File ${path} can't be followed (${messageOf(cause)}): check the path and its rights`,
      { cause },
    );
  }
  return {
    name: path,
    lines: (read) => readLines(path, comingLines(tail, { lookEveryMs, clock, ended }), read),
    [Symbol.asyncDispose]: () => Promise.resolve(ended.abort()),
  };
}

async function* comingLines(
  tail: LogTail,
  { lookEveryMs, clock, ended: { signal } }: Required<FollowOptions> & { ended: AbortController },
): AsyncGenerator<Line> {
  const encoder = new TextEncoder();
  let number = 0;
  while (!signal.aborted) {
    for (const text of await tail.next()) {
      yield { number: ++number, bytes: encoder.encode(text), cut: false };
    }
    await clock.sleep(lookEveryMs, signal).catch(() => {});
  }
}

async function* readLines<E>(
  name: string,
  lines: AsyncGenerator<Line>,
  read: LineReader<E>,
): AsyncGenerator<InputLine<E>> {
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
    yield inputLine(next.value, read);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function inputLine<E>(line: Line, read: LineReader<E>): InputLine<E> {
  const { number: lineNumber, bytes: raw } = line;
  try {
    const text = textOf(line);
    if (text.trim() === "") return { kind: "blank", lineNumber };
    return { kind: "event", lineNumber, ...read(text, lineNumber) };
  } catch (error) {
    if (error instanceof WorkshopError) return { kind: "rejected", lineNumber, error, raw };
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

/**
 * Reads a random event: a line that begins with a brace is NDJSON, any other one of an access log in
 * combined format.
 *
 * @throws {InputLineError} when it is neither
 */
export function randomEventOfLine(text: string, lineNumber: number): RandomEventLine {
  return /^\s*\{/.test(text) ? ofJson(text, lineNumber) : ofAccess(text, lineNumber);
}

function ofJson(text: string, lineNumber: number): RandomEventLine {
  let parsed: { metadata?: { ip_address?: unknown } };
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new InputLineError(lineNumber, "is not valid JSON");
  }
  const address = parsed.metadata?.ip_address;
  return { key: typeof address === "string" ? address : null, value: text };
}

function ofAccess(line: string, lineNumber: number): RandomEventLine {
  const entry = parseAccessLogLine(line, lineNumber);
  return { key: entry.address, value: JSON.stringify(eventOfAccess(entry, { line, lineNumber })) };
}
