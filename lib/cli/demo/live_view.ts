import type { DashboardSnapshot } from "../../dashboard/mod.ts";
import { colourPen, plainPen, truncate } from "../../workshop/draw/mod.ts";
import { plainLine, screenLines, type ViewOptions } from "./view.ts";

/** Where the running demo shows itself: a screen that updates, or a line now and then. */
export interface LiveView extends Disposable {
  show(snapshot: DashboardSnapshot, options: Omit<ViewOptions, "pen" | "width">): void;
  /** Says something that stays to be read, above what is repainted. */
  say(lines: readonly string[], print: (line: string) => void): void;
}

const PLAIN_EVERY_MS = 2000;
const encoder = new TextEncoder();

/** The view for standard output as it is; `quiet` shows nothing. */
export function liveView(options: { readonly quiet: boolean }): LiveView {
  if (options.quiet) return { show() {}, say: sayPlainly, [Symbol.dispose]() {} };
  return Deno.stdout.isTerminal() ? new TerminalView() : new PlainView();
}

/** Repaints its lines in place. */
class TerminalView implements LiveView {
  #lines = 0;

  show(snapshot: DashboardSnapshot, options: Omit<ViewOptions, "pen" | "width">): void {
    const { columns, rows } = consoleSize();
    const pen = Deno.noColor ? plainPen : colourPen;
    const width = Math.min(columns, 100);
    const lines = screenLines(snapshot, { ...options, pen, width }).slice(0, rows - 1)
      .map((line) => line.includes("\x1b") ? line : truncate(line, columns));
    const back = this.#lines === 0 ? "\x1b[?25l" : `\x1b[${this.#lines}A`;
    const body = lines.map((line) => `${line}\x1b[K\n`).join("");
    write(`${back}\r${body}\x1b[J`);
    this.#lines = lines.length;
  }

  say(lines: readonly string[], print: (line: string) => void): void {
    if (this.#lines > 0) write(`\x1b[${this.#lines}A\r\x1b[J`);
    this.#lines = 0;
    sayPlainly(lines, print);
  }

  [Symbol.dispose](): void {
    if (this.#lines > 0) write("\x1b[?25h");
    this.#lines = 0;
  }
}

class PlainView implements LiveView {
  #lastMs = -Infinity;

  show(snapshot: DashboardSnapshot, options: Omit<ViewOptions, "pen" | "width">): void {
    if (options.elapsedMs - this.#lastMs < PLAIN_EVERY_MS) return;
    this.#lastMs = options.elapsedMs;
    console.log(plainLine(snapshot, { ...options, pen: plainPen, width: 80 }));
  }

  say(lines: readonly string[], print: (line: string) => void): void {
    sayPlainly(lines, print);
  }

  [Symbol.dispose](): void {}
}

function sayPlainly(lines: readonly string[], print: (line: string) => void): void {
  for (const line of ["", ...lines, ""]) print(line);
}

function write(text: string): void {
  Deno.stdout.writeSync(encoder.encode(text));
}

function consoleSize(): { columns: number; rows: number } {
  try {
    return Deno.consoleSize();
  } catch {
    return { columns: 80, rows: 24 };
  }
}
