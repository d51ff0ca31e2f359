import { type Bar, type BarOptions, bars } from "./bars.ts";
import { colourPen, type Pen, plainPen } from "./pen.ts";
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

  /** Lines go to `write`, without a line break at their end. */
  constructor(options: {
    readonly write: (line: string) => void;
    readonly colour?: boolean;
    readonly width?: number;
  }) {
    this.#write = options.write;
    this.pen = options.colour ? colourPen : plainPen;
    this.width = Math.max(40, Math.min(80, options.width ?? 80));
  }

  /** Lines as they are. */
  lines(lines: readonly string[]): void {
    for (const line of lines) this.#write(line);
  }

  /** One line as it is; without a text, an empty one. */
  line(text = ""): void {
    this.#write(text);
  }

  /** Running text, wrapped. */
  say(text: string, indent = ""): void {
    this.lines(wrap(text, this.width, indent));
  }

  /** A heading with an empty line before it. */
  heading(text: string): void {
    const rule = "─".repeat(Math.max(0, this.width - displayWidth(text) - 1));
    this.lines(["", `${this.pen.bold(text)} ${this.pen.dim(rule)}`]);
  }

  /** A table: see {@link table}. */
  table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.lines(table(columns, rows, this.width));
  }

  /** Bars: see {@link bars}. */
  bars(items: readonly Bar[], options: Omit<BarOptions, "width"> = {}): void {
    this.lines(bars(items, { ...options, width: this.width }));
  }

  /** A timeline: see {@link timeline}. */
  timeline(lanes: readonly TimelineLane[]): void {
    this.lines(timeline(lanes, this.width));
  }

  /** Cells side by side: see {@link strip}. */
  strip(lanes: readonly StripLane[]): void {
    this.lines(strip(lanes, this.width));
  }
}

/** The screen of standard output: colours only on a terminal and without NO_COLOR. */
export function terminalScreen(): Screen {
  const terminal = Deno.stdout.isTerminal();
  return new Screen({
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
