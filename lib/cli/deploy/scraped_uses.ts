import { parse } from "deno-std/yaml/mod.js";
import { METRICS } from "../../monitoring/mod.ts";
import { boardQueries } from "../grafana/boards.ts";
import { type Matcher, promqlUses } from "./promql_uses.ts";
import { readProjectFile } from "./stack.ts";

/** One series of a scrape. */
interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Labels that a scrape doesn't have: Prometheus adds them. */
const ADDED = new Set(["job", "instance", "compose_service"]);

/**
 * What rules and panels ask of our own metrics and a scrape doesn't have: a metric, a label, a value
 * that a condition demands.
 */
export async function missingInScrape(text: string): Promise<string[]> {
  const series = seriesIn(text);
  const missing = (await expressions()).flatMap((expression) => missingFor(expression, series));
  return [...new Set(missing)].sort();
}

async function expressions(): Promise<string[]> {
  const { groups } = parse(await readProjectFile("deploy/prometheus/alerts.yml")) as {
    groups: { rules: { expr: string }[] }[];
  };
  const rules = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  return [...rules, ...boardQueries().map(({ expression }) => expression)];
}

function missingFor(expression: string, series: readonly Series[]): string[] {
  const { metrics, grouping } = promqlUses(expression);
  return metrics.flatMap(({ metric, matchers }) => {
    const family = metric.replace(/_(bucket|sum|count)$/, "");
    const definition = METRICS[metric as keyof typeof METRICS] ??
      METRICS[family as keyof typeof METRICS];
    if (definition === undefined) return [];
    const found = series.filter(({ name }) => name === metric);
    if (found.length === 0) return [metric];
    const own: readonly string[] = [...definition.labels, "le"];
    const labels = grouping.filter((label) => own.includes(label));
    return [
      ...labels.filter((label) => label !== "le" || metric.endsWith("_bucket"))
        .filter((label) => !found.some((one) => one.labels.has(label)))
        .map((label) => `${metric}{${label}}`),
      ...matchers.filter(({ label }) => !ADDED.has(label))
        .filter((matcher) => !found.some((one) => holds(matcher, one)))
        .map(({ label, operator, value }) => `${metric}{${label}${operator}"${value}"}`),
    ];
  });
}

function holds({ label, operator, value }: Matcher, { labels }: Series): boolean {
  const given = labels.get(label) ?? "";
  if (operator === "=") return given === value;
  if (operator === "!=") return given !== value;
  return new RegExp(`^(?:${value})$`).test(given) === (operator === "=~");
}

/** The series of a scrape in Prometheus' text format. */
function seriesIn(text: string): Series[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => {
    const name = /^[^\s{]+/.exec(line)![0];
    const braces = /^[^\s{]+\{(.*)\}/.exec(line)?.[1] ?? "";
    const labels = [...braces.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return { name, labels: new Map(labels.map(([, label, value]) => [label!, value!])) };
  });
}
