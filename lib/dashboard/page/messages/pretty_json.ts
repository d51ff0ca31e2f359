import { type JsonPiece, JsonScanner } from "./json_scanner.ts";

/** A stretch of text and what it is; `plain` is everything between the values. */
export interface Colored {
  readonly kind: "key" | "string" | "number" | "word" | "plain";
  readonly text: string;
}

/** Deeper than this nothing is put on a line of its own: the blanks would outgrow the text. */
const DEEPEST_INDENT = 24;
/** More pieces than this get no colour: a page of so many elements would crawl. */
const MOST_COLORED = 6000;

const COLORED: ReadonlySet<JsonPiece> = new Set(["key", "string", "number", "word"]);

/**
 * JSON text over several lines, in pieces to colour. Each piece is cut from the text as it stands;
 * what follows a mistake, or the place where the text was cut off, is kept as it is.
 */
export function prettyJson(text: string): readonly Colored[] {
  const printer = new Printer();
  const scanner = new JsonScanner(text);
  for (let count = 0; count < MOST_COLORED; count++) {
    const piece = scanner.next();
    if (piece === "end") return printer.finished();
    if (piece === "wrong") break;
    printer.print(piece, scanner.piece, scanner.depth);
  }
  return printer.finished(text.slice(scanner.end).trimEnd());
}

class Printer {
  readonly #parts: Colored[] = [];
  #plain = "";
  /** An open bracket that nothing followed yet. */
  #isFresh = false;

  print(piece: JsonPiece, text: string, depth: number): void {
    if (piece === "close") {
      if (!this.#isFresh) this.#break(depth);
      this.#isFresh = false;
      this.#plain += text;
      return;
    }
    if (this.#isFresh) this.#break(piece === "open" ? depth - 1 : depth);
    this.#isFresh = piece === "open";
    if (COLORED.has(piece)) this.#color(piece as Colored["kind"], text);
    else this.#plain += text;
    if (piece === "comma") this.#break(depth);
    if (piece === "colon") this.#plain += " ";
  }

  finished(rest = ""): readonly Colored[] {
    this.#plain += rest;
    this.#flush();
    return this.#parts;
  }

  #color(kind: Colored["kind"], text: string): void {
    this.#flush();
    this.#parts.push({ kind, text });
  }

  #break(depth: number): void {
    this.#plain += depth > DEEPEST_INDENT ? " " : `\n${"  ".repeat(depth)}`;
  }

  #flush(): void {
    if (this.#plain !== "") this.#parts.push({ kind: "plain", text: this.#plain });
    this.#plain = "";
  }
}
