import { abortable, type Clock, systemClock } from "../../core/mod.ts";
import { logLine, timeOf } from "./log_line.ts";
import { LogTail } from "../../events/mod.ts";

const LOOK_EVERY_MS = 200;

/** What is shown of log files. */
export interface ShownLogs {
  /** Name and path of each. */
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** How many of the last lines. */
  readonly lines: number;
  /** Whether to go on with lines that come. */
  readonly follow: boolean;
  /** Lines as they are in the file. */
  readonly raw: boolean;
  readonly color: boolean;
  readonly print: (line: string) => Promise<void>;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
}

/** Shows the last lines of log files by their time, then what comes until the signal. */
export async function showLogs(shown: ShownLogs): Promise<void> {
  const { files, signal, clock = systemClock } = shown;
  const tails = files.map(({ name, path }) => ({ name, tail: new LogTail(path) }));
  const width = Math.max(...files.map(({ name }) => name.length));
  const print = (name: string, text: string) => {
    if (shown.raw) return shown.print(text);
    const prefix = files.length > 1 ? `${name.padEnd(width)} ` : "";
    return shown.print(prefix + logLine(text, shown));
  };
  const first = await Promise.all(
    tails.map(async ({ name, tail }) =>
      (await tail.last(shown.lines)).map((text) => ({ name, text }))
    ),
  );
  const byTime = first.flat().map((line) => ({ ...line, time: timeOf(line.text) }))
    .sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
  for (const { name, text } of byTime.slice(-shown.lines)) await print(name, text);
  while (shown.follow && !signal.aborted) {
    for (const { name, tail } of tails) {
      for (const text of await tail.next()) await print(name, text);
    }
    await abortable(clock.sleep(LOOK_EVERY_MS, signal), signal).catch(() => {});
  }
}
