import { JsonScanner } from "../page/messages/json_scanner.ts";

/** A value in JSON text: what it is, and its text exactly as it stands there. */
export interface JsonFound {
  readonly kind: "string" | "number" | "word" | "object" | "array";
  /** A string's content; of all others their text, so that a number keeps every digit. */
  readonly text: string;
}

/** One step of a path: the name of a field, or the place in an array. */
export type PathStep = string | number;

/**
 * The first value at a path, `undefined` when the text has none there or is no JSON up to there. Only
 * the text is read, once, without recursion.
 */
export function jsonAt(text: string, path: readonly PathStep[]): JsonFound | undefined {
  return new Walk(text).find(path);
}

class Walk {
  readonly #text: string;
  readonly #scanner: JsonScanner;

  constructor(text: string) {
    this.#text = text;
    this.#scanner = new JsonScanner(text);
  }

  find(path: readonly PathStep[]): JsonFound | undefined {
    let piece = this.#scanner.next();
    for (const step of path) {
      if (piece !== "open") return undefined;
      const isObject = this.#scanner.piece === "{";
      const isFound = typeof step === "number"
        ? !isObject && this.#toItem(step)
        : isObject && this.#toField(step);
      if (!isFound) return undefined;
      piece = this.#current;
    }
    return this.#found(piece);
  }

  #current: ReturnType<JsonScanner["next"]> = "wrong";

  /** Moves to the value of a field of the object that was just opened. */
  #toField(name: string): boolean {
    for (let piece = this.#scanner.next(); piece === "key" || piece === "comma";) {
      if (piece === "comma") {
        piece = this.#scanner.next();
        continue;
      }
      const isWanted = nameIs(this.#scanner.piece, name);
      this.#scanner.next();
      const value = this.#scanner.next();
      if (isWanted) {
        this.#current = value;
        return true;
      }
      if (!this.#pass(value)) return false;
      piece = this.#scanner.next();
    }
    return false;
  }

  /** Moves to an item of the array that was just opened. */
  #toItem(index: number): boolean {
    let piece = this.#scanner.next();
    for (let at = 0;; at++) {
      if (piece === "close" || piece === "wrong") return false;
      if (at === index) {
        this.#current = piece;
        return true;
      }
      if (!this.#pass(piece) || this.#scanner.next() !== "comma") return false;
      piece = this.#scanner.next();
    }
  }

  /** Goes to the last piece of the value whose first piece this is. */
  #pass(first: ReturnType<JsonScanner["next"]>): boolean {
    if (first !== "open") return first !== "wrong";
    for (const outside = this.#scanner.depth - 1; this.#scanner.depth > outside;) {
      if (this.#scanner.next() === "wrong") return false;
    }
    return true;
  }

  #found(first: ReturnType<JsonScanner["next"]>): JsonFound | undefined {
    const { start, piece } = this.#scanner;
    if (first === "string") return { kind: "string", text: JSON.parse(piece) };
    if (first === "number" || first === "word") return { kind: first, text: piece };
    if (first !== "open" || !this.#pass(first)) return undefined;
    const text = this.#text.slice(start, this.#scanner.end);
    return { kind: piece === "{" ? "object" : "array", text };
  }
}

function nameIs(quoted: string, name: string): boolean {
  if (!quoted.includes("\\")) {
    return quoted.length === name.length + 2 && quoted.startsWith(name, 1);
  }
  return JSON.parse(quoted) === name;
}
