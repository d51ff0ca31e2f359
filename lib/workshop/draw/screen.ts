import { type Bar, type BarOptions, bars } from "./bars.ts";
import { colourPen, type Pen, plainPen } from "./pen.ts";
import type { Shown } from "./shown.ts";
import { type Cell, type Column, table } from "./table.ts";
import { strip, type StripLane, timeline, type TimelineLane } from "./timeline.ts";
import { displayWidth, wrap } from "./width.ts";

/** Where a lab shows what it measured; 80 columns wide at most. */
export class Screen {
  /** Columns to use, 40 to 80. */
  readonly width: number;
  /** For colours inside a line. */
  readonly pen: Pen;
  readonly #write: (line: string) => void;
  readonly #onShown: (shown: Shown) => void;

  /**
   * Lines go to `write`, without a line break at their end; what they stand for goes to `onShown`.
   */
  constructor(options: {
    readonly write: (line: string) => void;
    readonly onShown?: (shown: Shown) => void;
    readonly colour?: boolean;
    readonly width?: number;
  }) {
    this.#write = options.write;
    this.#onShown = options.onShown ?? (() => {});
    this.pen = options.colour ? colourPen : plainPen;
    this.width = Math.max(40, Math.min(80, options.width ?? 80));
  }

  /** Lines, and what they stand for. */
  show(shown: Shown, lines: readonly string[]): void {
    for (const line of lines) this.#write(line);
    this.#onShown(shown);
  }

  /** Lines as they are. */
  lines(lines: readonly string[]): void {
    this.show({ kind: "text", lines }, lines);
  }

  /** One line as it is; without a text, an empty one. */
  line(text = ""): void {
    this.lines([text]);
  }

  /** Running text, wrapped. */
  say(text: string, indent = ""): void {
    this.show({ kind: "say", text }, wrap(text, this.width, indent));
  }

  /** A heading with an empty line before it. */
  heading(text: string): void {
    const rule = "─".repeat(Math.max(0, this.width - displayWidth(text) - 1));
    this.show({ kind: "heading", text }, ["", `${this.pen.bold(text)} ${this.pen.dim(rule)}`]);
  }

  /** A table: see {@link table}. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.show({ kind: "table", columns, rows }, table(columns, rows, this.width));
  }

  /** Bars: see {@link bars}. */
  bars(items: readonly Bar[], options: Omit<BarOptions, "width"> = {}): void {
    const { unit = "", full } = options;
    this.show({ kind: "bars", items, unit, full }, bars(items, { ...options, width: this.width }));
  }

  /** A timeline: see {@link timeline}. */
  timeline(lanes: readonly TimelineLane[]): void {
    this.show({ kind: "timeline", lanes }, timeline(lanes, this.width));
  }

  /** Cells side by side: see {@link strip}. */
  strip(lanes: readonly StripLane[]): void {
    this.show({ kind: "strip", lanes }, strip(lanes, this.width));
  }
}

/** The screen of standard output: colours only on a terminal and without NO_COLOR. */
export function terminalScreen(
  options: { readonly onShown?: (shown: Shown) => void } = {},
): Screen {
  const terminal = Deno.stdout.isTerminal();
  return new Screen({
    ...options,
    write: (line) => console.log(line),
    colour: terminal && !Deno.noColor,
    width: terminal ? columns() : 80,
  });
}

function columns(): number {
  try {
    // A terminal that does not know its size says 0.
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80;
  }
}

/** Shows nothing: for `--json` and for tests. */
export const silentScreen: Screen = new Screen({ write: () => {} });
