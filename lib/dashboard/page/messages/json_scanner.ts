/** What a piece of JSON text is; `end` and `wrong` come last. */
export type JsonPiece =
  | "key"
  | "string"
  | "number"
  | "word"
  | "open"
  | "close"
  | "colon"
  | "comma"
  | "end"
  | "wrong";

type Expected = "value" | "item or end" | "key" | "key or end" | "colon" | "comma or end" | "end";

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// deno-lint-ignore no-control-regex -- JSON has no bare control characters in its strings
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/**
 * Goes through JSON text piece by piece, by RFC 8259. The text itself is what is shown and compared:
 * no number is ever made of it, so none loses digits; no depth of nesting is too much.
 */
export class JsonScanner {
  /** Where the piece begins. */
  start = 0;
  /** Where it ends, exclusive. */
  end = 0;
  readonly #text: string;
  /** Whether each open bracket is a brace. */
  readonly #open: boolean[] = [];
  #expected: Expected = "value";

  constructor(text: string) {
    this.#text = text;
  }

  /** How many brackets are open behind the piece. */
  get depth(): number {
    return this.#open.length;
  }

  /** The text of the piece. */
  get piece(): string {
    return this.#text.slice(this.start, this.end);
  }

  /** Goes on to the next piece and says what it is; at `wrong` and `end` it stays. */
  next(): JsonPiece {
    this.start = this.#past(BLANK, this.end);
    this.end = this.start;
    if (this.start === this.#text.length) return this.#expected === "end" ? "end" : "wrong";
    const character = this.#text[this.start]!;
    switch (this.#expected) {
      case "end":
        return "wrong";
      case "colon":
        return character === ":" ? this.#mark("colon", "value") : "wrong";
      case "comma or end":
        if (character !== ",") return this.#close(character);
        return this.#mark("comma", this.#open.at(-1) ? "key" : "value");
      case "key or end":
        return character === "}" ? this.#close(character) : this.#key(character);
      case "key":
        return this.#key(character);
      case "item or end":
        return character === "]" ? this.#close(character) : this.#value(character);
      case "value":
        return this.#value(character);
    }
  }

  #value(character: string): JsonPiece {
    if (character === "{" || character === "[") {
      this.#open.push(character === "{");
      return this.#mark("open", character === "{" ? "key or end" : "item or end");
    }
    if (character === '"') return this.#string() ? this.#after("string") : "wrong";
    const isWord = /[tfn]/.test(character);
    const end = this.#past(isWord ? WORD : NUMBER, this.start);
    if (end === this.start) return "wrong";
    this.end = end;
    return this.#after(isWord ? "word" : "number");
  }

  #key(character: string): JsonPiece {
    if (character !== '"' || !this.#string()) return "wrong";
    this.#expected = "colon";
    return "key";
  }

  #close(character: string): JsonPiece {
    const isBrace = this.#open.at(-1);
    if (isBrace === undefined || character !== (isBrace ? "}" : "]")) return "wrong";
    this.#open.pop();
    this.end = this.start + 1;
    return this.#after("close");
  }

  #mark(piece: JsonPiece, expected: Expected): JsonPiece {
    this.end = this.start + 1;
    this.#expected = expected;
    return piece;
  }

  #after(piece: JsonPiece): JsonPiece {
    this.#expected = this.#open.length === 0 ? "end" : "comma or end";
    return piece;
  }

  /** Moves the end behind a string; a long one costs no stack. */
  #string(): boolean {
    let at = this.start + 1;
    for (;;) {
      at = this.#past(PLAIN, at);
      if (this.#text[at] === '"') {
        this.end = at + 1;
        return true;
      }
      const escape = this.#past(ESCAPE, at);
      if (escape === at) return false;
      at = escape;
    }
  }

  #past(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return pattern.test(this.#text) ? pattern.lastIndex : at;
  }
}

/** Whether a text is JSON, however deep it is nested. */
export function isJson(text: string): boolean {
  const scanner = new JsonScanner(text);
  for (;;) {
    const piece = scanner.next();
    if (piece === "end" || piece === "wrong") return piece === "end";
  }
}
