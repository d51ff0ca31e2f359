import { messageOf, WorkshopError } from "../../core/mod.ts";
import type { HistoryEvent } from "./event.ts";
import { eventOf } from "./event_line.ts";

/** A history that can't be read: the file, the line and what is wrong with it. */
export class HistoryError extends WorkshopError {
  /** The line it is about, counted from 1; `undefined` when it is the file. */
  readonly line: number | undefined;

  /** The message names file and line, and says what to do. */
  constructor(message: string, options: { line?: number; cause?: unknown } = {}) {
    super(message, { code: "HISTORY_INVALID", cause: options.cause });
    this.line = options.line;
  }
}

/** How a history is read. */
export interface ReadHistoryOptions {
  /**
   * Called with a last line that has no end, as a process leaves it that is killed while it writes;
   * the line is left out. Without it such a line is an error.
   */
  readonly onTornEnd?: (line: string) => void;
}

/**
 * The events of a history file, in the order of its lines; blank lines are passed over. Each loop
 * over them reads the file from its beginning.
 *
 * @throws {HistoryError} while it is read: the file can't be read, or a line is no event
 */
export function readHistory(
  path: string,
  options: ReadHistoryOptions = {},
): AsyncIterable<HistoryEvent> {
  return { [Symbol.asyncIterator]: () => eventsOf(path, options) };
}

async function* eventsOf(
  path: string,
  options: ReadHistoryOptions,
): AsyncGenerator<HistoryEvent> {
  using file = await open(path);
  let number = 0;
  let rest = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(256 * 1024);
  for (let length; (length = await read(file, buffer, path)) !== null;) {
    const lines = (rest + decoder.decode(buffer.subarray(0, length), { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      number++;
      if (line.trim() !== "") yield understood(line, path, number);
    }
  }
  if (rest.trim() === "") return;
  if (options.onTornEnd === undefined) yield understood(rest, path, number + 1);
  else options.onTornEnd(rest);
}

/**
 * The events of several files of one run in the order of their times; events of one file stay in the
 * order of its lines. A line that a killed process left half written is left out. Each loop over them
 * reads the files from their beginning.
 *
 * @throws {HistoryError} while they are read: a file can't be read, or a line is no event
 */
export function mergeHistories(paths: readonly string[]): AsyncIterable<HistoryEvent> {
  return { [Symbol.asyncIterator]: () => merged(paths) };
}

async function* merged(paths: readonly string[]): AsyncGenerator<HistoryEvent> {
  const heads: { events: AsyncGenerator<HistoryEvent>; event: HistoryEvent; dueMs: number }[] = [];
  for (const path of paths) {
    const events = eventsOf(path, { onTornEnd: () => {} });
    const first = await events.next();
    if (!first.done) heads.push({ events, event: first.value, dueMs: first.value.t });
  }
  while (heads.length > 0) {
    const head = heads.reduce((early, other) => other.dueMs < early.dueMs ? other : early);
    yield head.event;
    const next = await head.events.next();
    if (next.done) {
      heads.splice(heads.indexOf(head), 1);
    } else {
      head.event = next.value;
      head.dueMs = Math.max(head.dueMs, next.value.t);
    }
  }
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (cause) {
    throw new HistoryError(
      `Can't open the history ${path} (${messageOf(cause)}): name a file of one event a line`,
      { cause },
    );
  }
}

async function read(file: Deno.FsFile, buffer: Uint8Array, path: string): Promise<number | null> {
  try {
    return await file.read(buffer);
  } catch (cause) {
    throw new HistoryError(
      `Can't read the history ${path} (${messageOf(cause)}): name a file of one event a line`,
      { cause },
    );
  }
}

function understood(line: string, path: string, number: number): HistoryEvent {
  try {
    return eventOf(line);
  } catch (cause) {
    throw new HistoryError(
      `${path}, line ${number} is no event of a history, ${messageOf(cause)}; ` +
        `record the run again, or take the line out`,
      { line: number, cause },
    );
  }
}
