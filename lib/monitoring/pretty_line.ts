import type { LogLevel } from "../core/mod.ts";
import type { LogEntry } from "./json_logger.ts";
import type { LogValue } from "./log_fields.ts";

const COLORS: Readonly<Record<LogLevel, string>> = {
  DEBUG: "\x1b[2m",
  INFO: "\x1b[36m",
  WARN: "\x1b[33m",
  ERROR: "\x1b[31m",
};
const DIM = "\x1b[2m";
const RESET = "\x1b[0m";

/** The entry as one short line for people: time of day, level, message, fields. */
export function prettyLine(entry: LogEntry, options: { readonly color: boolean }): string {
  const { timestamp, level, message, fields } = entry;
  const paint = (code: string, text: string) => options.color ? `${code}${text}${RESET}` : text;
  const details = Object.entries(fields)
    .filter(([name]) => name !== "service")
    .map(([name, value]) => `${name}=${shown(value)}`)
    .join(" ");
  return [
    paint(DIM, timestamp.slice(11, 23)),
    paint(COLORS[level], level.padEnd(5)),
    withoutControls(message),
    ...(details === "" ? [] : [paint(DIM, withoutControls(details))]),
  ].join(" ");
}

function shown(value: LogValue): string {
  if (typeof value === "string") return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value);
}

/** A record's text must not move the cursor or clear the screen. */
function withoutControls(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex
    /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
