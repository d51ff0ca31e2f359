import { ConfigError } from "../core/mod.ts";

/** One of the three hints of a lab: a question, the concept to look up, pseudocode. */
export interface Hint {
  /** 1, 2 or 3. */
  readonly level: number;
  /** What kind of help it is. */
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** How many levels each lab has. */
export const HINT_LEVELS = 3;

/**
 * Reads hints.md: a `## 1 TITLE` for each level, nothing beside them that gives a hint away.
 *
 * @throws {ConfigError} when a level is missing, empty or out of order
 */
export function parseHints(markdown: string, where: string): Hint[] {
  const hints = markdown.split(/^## /m).slice(1).map((section) => {
    const [heading = "", ...body] = section.split("\n");
    const match = /^(\d)\s+(.+)$/.exec(heading.trim());
    return {
      level: Number(match?.[1] ?? NaN),
      title: match?.[2] ?? "",
      text: body.join("\n").trim(),
    };
  });
  const complete = hints.length === HINT_LEVELS &&
    hints.every((hint, at) => hint.level === at + 1 && hint.title !== "" && hint.text !== "");
  if (complete) return hints;
  throw new ConfigError(
    `${where} needs the sections "## 1 …", "## 2 …" and "## 3 …" in this order, each with a text`,
  );
}

/** The level to show: the one asked for, else the next one that was not seen yet. */
export function levelToShow(seen: number, asked: number | undefined): number {
  return asked ?? Math.min(HINT_LEVELS, seen + 1);
}

/** A piece of a hint. */
export interface HintParagraph {
  /** Whether its lines stay as they are. */
  readonly code: boolean;
  /** Without line breaks, unless it is code. */
  readonly text: string;
}

/** A hint's text for a screen: paragraphs in one line each, to be wrapped; code as it is. */
export function hintParagraphs(text: string): HintParagraph[] {
  return text.split(/^```\w*$/m).flatMap((part, at): HintParagraph[] => {
    const code = at % 2 === 1;
    if (code) return [{ code, text: part.replace(/^\n|\n$/g, "") }];
    return part.split(/\n\s*\n/).map((each) => each.trim().replaceAll("\n", " "))
      .filter((each) => each !== "").map((each) => ({ code, text: each }));
  });
}
