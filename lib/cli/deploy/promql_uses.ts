/** A condition in braces: `outcome=~"dlq|error"`. */
export interface Matcher {
  /** The label. */
  readonly label: string;
  /** How it is compared. */
  readonly operator: "=" | "!=" | "=~" | "!~";
  /** With what. */
  readonly value: string;
}

/** A metric that an expression asks for, with the conditions that it is picked by. */
export interface MetricUse {
  /** Its name, with the colons of a recorded one. */
  readonly metric: string;
  /** What stands in the braces behind it. */
  readonly matchers: readonly Matcher[];
}

/** What an expression of PromQL stands on. */
export interface PromqlUses {
  /** Metrics in their order; one that is named twice is there twice. */
  readonly metrics: readonly MetricUse[];
  /** Labels that it groups or joins by. */
  readonly grouping: readonly string[];
  /** Labels that `label_replace` makes. */
  readonly made: readonly string[];
}

/** Words that take a list of labels in parentheses. */
const LISTING = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const WORDS = new Set(["and", "or", "unless", "bool", "offset", "inf", "nan"]);
const TOKEN = /"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\d[\w.]*|[a-zA-Z_:][\w:]*|=~|!~|!=|==|<=|>=|[^\s\w]/g;

/** What an expression asks for; it is taken to be valid. */
export function promqlUses(expression: string): PromqlUses {
  const tokens: string[] = expression.match(TOKEN) ?? [];
  const metrics: MetricUse[] = [];
  const grouping: string[] = [];
  const made: string[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    if (!/^[a-zA-Z_:]/.test(token) || WORDS.has(token)) continue;
    if (LISTING.has(token)) {
      const end = next === "(" ? tokens.indexOf(")", at) : at;
      grouping.push(...tokens.slice(at + 1, end).filter(isName));
      at = end;
    } else if (next === "(") {
      if (token === "label_replace") made.push(madeBy(tokens.slice(at + 1)));
    } else if (isAggregation(token, next)) {
      continue;
    } else {
      const end = next === "{" ? tokens.indexOf("}", at) : at;
      metrics.push({ metric: token, matchers: matchersIn(tokens.slice(at + 1, end)) });
      at = end;
    }
  }
  return { metrics, grouping, made };
}

/** `sum by (topic) (…)`: a function whose parenthesis comes after its labels. */
function isAggregation(token: string, next: string | undefined): boolean {
  return !token.includes(":") && (next === "by" || next === "without");
}

/** The second argument of `label_replace`. */
function madeBy(tokens: readonly string[]): string {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token === "(" || token === "{") depth++;
    if (token === ")" || token === "}") depth--;
    if (token === "," && depth === 1) return tokens[at + 1]!.slice(1, -1);
  }
  return "";
}

function matchersIn(tokens: readonly string[]): Matcher[] {
  return tokens.flatMap((label, at) =>
    isName(label)
      ? [{
        label,
        operator: tokens[at + 1] as Matcher["operator"],
        value: JSON.parse(tokens[at + 2]!) as string,
      }]
      : []
  );
}

function isName(token: string): boolean {
  return /^[a-zA-Z_]/.test(token);
}
