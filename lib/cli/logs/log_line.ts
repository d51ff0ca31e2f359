import { LOG_LEVELS, type LogLevel } from "../../core/mod.ts";
import { type LogEntry, prettyLine } from "../../monitoring/mod.ts";
import { safeText } from "../safe_text.ts";

/** A line of a log file for people; what is no entry of ours is shown as it is. */
export function logLine(text: string, options: { readonly color: boolean }): string {
  const entry = entryOf(text);
  return entry === undefined ? safeText(text) : prettyLine(entry, options);
}

/** When a line was written, to bring the lines of several files in order; "" for other lines. */
export function timeOf(text: string): string {
  return entryOf(text)?.timestamp ?? "";
}

function entryOf(text: string): LogEntry | undefined {
  try {
    const { timestamp, level, message, ...fields } = JSON.parse(text);
    const isEntry = typeof timestamp === "string" && typeof message === "string" &&
      LOG_LEVELS.includes(level as LogLevel);
    return isEntry ? { timestamp, level, message, fields } : undefined;
  } catch {
    return undefined;
  }
}
