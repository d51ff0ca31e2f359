import { WorkshopError } from "../../core/mod.ts";

/** A filter that can't be read, and where. */
export class FilterError extends WorkshopError {
  /** Place of the mistake in the text, from 0. */
  readonly at: number;

  constructor(what: string, at: number) {
    super(`The filter ${what} (at character ${at + 1})`, { code: "FILTER_INVALID" });
    this.at = at;
  }
}

/** A piece of a filter. */
export interface FilterToken {
  readonly kind: "word" | "text" | "operator" | "mark" | "end";
  /** A text's content, else what stands there. */
  readonly text: string;
  readonly at: number;
  /** Whether a blank stands before it. */
  readonly spaced: boolean;
}

const BLANK = /\s*/y;
const OPERATOR = /!=|<=|>=|[=<>~]/y;
const WORD = /[^\s()[\]."=<>~!]+/y;
const MARKS = "().[]";

/** Cuts a filter into pieces; the last one is `end`. @throws {FilterError} */
export function filterTokens(text: string): readonly FilterToken[] {
  const tokens: FilterToken[] = [];
  for (let at = 0;;) {
    const start = past(BLANK, text, at);
    const spaced = start > at || at === 0;
    if (start === text.length) {
      tokens.push({ kind: "end", text: "", at: start, spaced: true });
      return tokens;
    }
    const token = tokenAt(text, start);
    tokens.push({ ...token, at: start, spaced });
    at = token.end;
  }
}

function tokenAt(text: string, start: number) {
  const character = text[start]!;
  if (character === '"') return quoted(text, start);
  if (MARKS.includes(character)) {
    return { kind: "mark" as const, text: character, end: start + 1 };
  }
  for (const [kind, pattern] of [["operator", OPERATOR], ["word", WORD]] as const) {
    const end = past(pattern, text, start);
    if (end > start) return { kind, text: text.slice(start, end), end };
  }
  throw new FilterError(`has ${JSON.stringify(character)} where nothing of that kind fits`, start);
}

function quoted(text: string, start: number) {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  if (end >= text.length) throw new FilterError("has a quotation mark that is not closed", start);
  try {
    const content: string = JSON.parse(text.slice(start, end + 1));
    return { kind: "text" as const, text: content, end: end + 1 };
  } catch {
    throw new FilterError("has a text in quotes that JSON would not allow", start);
  }
}

function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
