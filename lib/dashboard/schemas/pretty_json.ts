/**
 * JSON text over several lines, each number as it stands: one that no double can hold stays whole.
 * What is no JSON comes back as it came.
 */
export function prettyJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  return indented(text);
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** What is nested deeper would be mostly blanks. */
const MAX_DEPTH = 100;

function indented(text: string): string {
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  let result = "";
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    if (depth > MAX_DEPTH) return text;
    if (token === "{" || token === "[") {
      if (next === "}" || next === "]") result += token;
      else result += token + lineAt(++depth);
    } else if (token === "}" || token === "]") {
      const isEmpty = tokens[at - 1] === "{" || tokens[at - 1] === "[";
      result += isEmpty ? token : lineAt(--depth) + token;
    } else if (token === ",") result += token + lineAt(depth);
    else result += token === ":" ? ": " : token;
  }
  return result;
}

function lineAt(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}
