import { parse } from "deno-std/yaml/mod.js";

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly expr: string; readonly for?: string }[];
  }[];
}

/** Where alerts are sent instead of into the stack of containers. */
export interface Receiver {
  /** The address of the dashboard's route. */
  readonly url: string;
  /** File of the token. */
  readonly tokenFile: string;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const TIMES = new Set([
  "for",
  "group_wait",
  "group_interval",
  "repeat_interval",
  "scrape_interval",
  "scrape_timeout",
  "evaluation_interval",
]);

/**
 * Rules that judge so many times faster: waits, ranges, and ages of figures are a part of what they
 * were; shares and counts stay. Its text is JSON, which is YAML, too.
 */
export function scaledRules(text: string, faster: number): string {
  const { groups } = parse(text) as RuleFile;
  return JSON.stringify({
    groups: groups.map(({ rules, ...group }) => ({
      ...group,
      rules: rules.map((rule) =>
        scaled({ ...rule, expr: scaledExpression(rule.expr, faster) }, faster)
      ),
    })),
  });
}

/** Alertmanager's settings with waits that are so many times shorter, and with another receiver. */
export function scaledAlertmanager(text: string, faster: number, receiver: Receiver): string {
  const config = scaled(parse(text), faster) as {
    receivers: { webhook_configs: { url: string; http_config: unknown }[] }[];
  };
  for (const { webhook_configs } of config.receivers) {
    for (const webhook of webhook_configs) {
      webhook.url = receiver.url;
      webhook.http_config = { authorization: { credentials_file: receiver.tokenFile } };
    }
  }
  return JSON.stringify(config);
}

/** A length of Prometheus, a part of it. */
export function scaledTime(text: string, faster: number): string {
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h)/g)];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
  return `${Math.max(ms === 0 ? 0 : 1, Math.round(ms / faster))}ms`;
}

function scaledExpression(expression: string, faster: number): string {
  return expression
    .replaceAll(/\[(\w+)\]/g, (_, range) => `[${scaledTime(range, faster)}]`)
    .replaceAll(
      /(time\(\) - [\w:]+ > )(\d+)/g,
      (_, before, seconds) => before + String(Number(seconds) / faster),
    );
}

function scaled(value: unknown, faster: number): unknown {
  if (Array.isArray(value)) return value.map((item) => scaled(item, faster));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      TIMES.has(key) ? scaledTime(String(item), faster) : scaled(item, faster),
    ]),
  );
}
