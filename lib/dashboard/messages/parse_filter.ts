import {
  type Filter,
  type FilterField,
  type FilterOperand,
  type FilterOperator,
  MAX_FILTER_DEPTH,
  MAX_FILTER_LENGTH,
  MAX_FILTER_TESTS,
  MAX_PATH_STEPS,
} from "./filter.ts";
import { FilterError, type FilterToken, filterTokens } from "./filter_tokens.ts";
import { isDecimal } from "./decimal.ts";
import type { PathStep } from "./json_path.ts";
import { timeOf } from "./time_text.ts";

const FIELDS = new Set(["key", "value", "header", "partition", "offset", "timestamp"]);
const WORDS = new Set(["and", "or", "not"]);

/**
 * Reads a filter: `value.user.id = 7 and not (key ~ "x" or header.source = shop)`. A text alone is
 * looked for in key, value and headers. It is bounded in length, comparisons and depth, so nothing
 * that is typed takes long; nothing of it is ever run.
 *
 * @throws {FilterError} that says what is wrong and where
 */
export function parseFilter(text: string): Filter | undefined {
  if (text.length > MAX_FILTER_LENGTH) {
    throw new FilterError(`is longer than ${MAX_FILTER_LENGTH} characters`, MAX_FILTER_LENGTH);
  }
  if (text.trim() === "") return undefined;
  return new Parser(filterTokens(text)).parse();
}

class Parser {
  readonly #tokens: readonly FilterToken[];
  #at = 0;
  #depth = 0;
  #tests = 0;

  constructor(tokens: readonly FilterToken[]) {
    this.#tokens = tokens;
  }

  parse(): Filter {
    const filter = this.#joined("or");
    if (this.#next.kind !== "end") {
      this.#fail(`has ${shown(this.#next)} where and, or, or the end should be`);
    }
    return filter;
  }

  #joined(kind: "or" | "and"): Filter {
    const part = () => kind === "or" ? this.#joined("and") : this.#negated();
    const parts = [part()];
    while (this.#takeWord(kind)) parts.push(part());
    return parts.length === 1 ? parts[0]! : { kind, parts };
  }

  #negated(): Filter {
    if (!this.#takeWord("not")) return this.#single();
    return this.#deeper(() => ({ kind: "not", part: this.#negated() }));
  }

  #single(): Filter {
    if (this.#takeMark("(")) {
      return this.#deeper(() => {
        const filter = this.#joined("or");
        if (!this.#takeMark(")")) this.#fail("lacks a closing bracket");
        return filter;
      });
    }
    if (++this.#tests > MAX_FILTER_TESTS) {
      this.#fail(`has more than ${MAX_FILTER_TESTS} comparisons`);
    }
    const token = this.#next;
    if (token.kind === "text") return { kind: "anywhere", text: this.#take().text };
    if (token.kind === "word" && FIELDS.has(token.text)) return this.#test();
    if (token.kind !== "word" || WORDS.has(token.text)) {
      this.#fail(`has ${shown(token)} where a field or a text should be`);
    }
    const text = this.#bareWord();
    if (this.#next.kind !== "operator") return { kind: "anywhere", text };
    throw new FilterError(
      `compares ${JSON.stringify(text)}, which is no field: use key, value, header.NAME, ` +
        "partition, offset, timestamp, or a path such as value.user.id",
      token.at,
    );
  }

  #test(): Filter {
    const field = this.#field();
    if (this.#next.kind !== "operator") {
      this.#fail("lacks one of = != < <= > >= ~ behind a field");
    }
    const operator = this.#take().text as FilterOperator;
    const { at } = this.#next;
    const operand = this.#operand();
    demandFits(field, operand, at);
    return { kind: "test", field, operator, operand };
  }

  #field(): FilterField {
    const of = this.#take().text as FilterField["of"];
    if (of === "header") {
      if (!this.#takeMark(".")) this.#fail("lacks a header's name: write header.NAME");
      return { of, name: this.#name(true) };
    }
    if (of !== "key" && of !== "value") return { of };
    const path: PathStep[] = [];
    for (;;) {
      if (path.length > MAX_PATH_STEPS) this.#fail(`has more than ${MAX_PATH_STEPS} steps`);
      if (this.#takeMark(".")) path.push(this.#name(false));
      else if (this.#takeMark("[")) path.push(this.#index());
      else return { of, path };
    }
  }

  /** A header's bare name may have points in it. */
  #name(withPoints: boolean): string {
    const { kind } = this.#next;
    if (kind !== "word" && kind !== "text") this.#fail("lacks a name behind a point");
    if (kind === "text") return this.#take().text;
    return withPoints ? this.#bareWord() : this.#take().text;
  }

  #index(): number {
    const { kind, text } = this.#next;
    if (kind !== "word" || !/^\d{1,7}$/.test(text)) this.#fail("lacks a number in [ ]");
    this.#take();
    if (!this.#takeMark("]")) this.#fail("lacks a closing ]");
    return Number(text);
  }

  #operand(): FilterOperand {
    const { kind } = this.#next;
    if (kind === "text") return { quoted: true, text: this.#take().text };
    if (kind !== "word") this.#fail(`has ${shown(this.#next)} where a value should be`);
    return { quoted: false, text: this.#bareWord() };
  }

  /** A word with the points in it: `1.5`, `2026-01-31T12:00:00.5Z`. */
  #bareWord(): string {
    let text = this.#take().text;
    while (isPart(this.#next)) text += this.#take().text;
    return text;
  }

  #deeper(inner: () => Filter): Filter {
    if (++this.#depth > MAX_FILTER_DEPTH) {
      this.#fail(`is nested more than ${MAX_FILTER_DEPTH} deep`);
    }
    const filter = inner();
    this.#depth--;
    return filter;
  }

  get #next(): FilterToken {
    return this.#tokens[this.#at]!;
  }

  #take(): FilterToken {
    return this.#tokens[this.#at++]!;
  }

  #takeWord(word: string): boolean {
    const isNext = this.#next.kind === "word" && this.#next.text === word;
    if (isNext) this.#at++;
    return isNext;
  }

  #takeMark(mark: string): boolean {
    const isNext = this.#next.kind === "mark" && this.#next.text === mark;
    if (isNext) this.#at++;
    return isNext;
  }

  #fail(what: string): never {
    throw new FilterError(what, this.#next.at);
  }
}

function isPart({ kind, text, spaced }: FilterToken): boolean {
  return !spaced && (kind === "word" || (kind === "mark" && text === "."));
}

function demandFits({ of }: FilterField, { text }: FilterOperand, at: number): void {
  if ((of === "partition" || of === "offset") && !isDecimal(text)) {
    throw new FilterError(`compares ${of} with ${JSON.stringify(text)}, which is no number`, at);
  }
  if (of === "timestamp" && timeOf(text) === undefined) {
    throw new FilterError(
      `compares timestamp with ${JSON.stringify(text)}: use milliseconds or a time such as ` +
        "2026-01-31T12:00:00Z",
      at,
    );
  }
}

function shown({ kind, text }: FilterToken): string {
  return kind === "end" ? "nothing" : JSON.stringify(text);
}
