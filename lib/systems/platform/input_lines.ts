import {
  APPLICATION_LOG_LEVELS,
  type ApplicationLog,
  type ApplicationLogLevel,
  applicationLogOfAccess,
  InputLineError,
  parseAccessLogLine,
  type SystemMetric,
  type UserEvent,
  userEventOfAccess,
} from "../../events/mod.ts";
import type { Clock } from "../../core/mod.ts";

/** Reads a message from a line of input. */
export type LineParser<T> = (text: string, lineNumber: number) => T;

/** NDJSON as it stands, or what an access log's request says of its user. */
export const userEventOfLine: LineParser<UserEvent> = (text, lineNumber) =>
  isJson(text)
    ? parsed<UserEvent>(text, lineNumber)
    : userEventOfAccess(parseAccessLogLine(text, lineNumber));

/** NDJSON as it stands. */
export const systemMetricOfLine: LineParser<SystemMetric> = (text, lineNumber) =>
  parsed<SystemMetric>(text, lineNumber);

/** The names under which logs of different make tell the same. */
const TIME = ["timestamp", "time", "ts", "@timestamp"];
const LEVEL = ["level", "severity", "lvl"];
const MESSAGE = ["message", "msg"];
const SERVICE = ["service", "logger", "component", "app"];
const LEVEL_WORD = /\b(DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b/i;

/**
 * A message of any log, line by line: JSON by the usual names of its fields, a line of an access log,
 * or just text, whose level is the first word that is one.
 */
export function applicationLogOfLine(service: string, clock: Clock): LineParser<ApplicationLog> {
  const plain = (message: string): ApplicationLog => ({
    timestamp: new Date(clock.now()).toISOString(),
    level: levelOf(LEVEL_WORD.exec(message)?.[1]),
    service,
    message,
  });
  return (text, lineNumber) => {
    if (isJson(text)) return logOfJson(parsed(text, lineNumber), plain(text));
    try {
      return applicationLogOfAccess(parseAccessLogLine(text, lineNumber));
    } catch (error) {
      if (error instanceof InputLineError) return plain(text);
      throw error;
    }
  };
}

function logOfJson(fields: Record<string, unknown>, fallback: ApplicationLog): ApplicationLog {
  const first = (names: readonly string[]) =>
    names.map((name) => fields[name]).find((value) => typeof value === "string") as
      | string
      | undefined;
  const timeMs = Date.parse(first(TIME) ?? "");
  const own = (name: string) => typeof fields[name] === "string" && { [name]: fields[name] };
  return {
    timestamp: Number.isNaN(timeMs) ? fallback.timestamp : new Date(timeMs).toISOString(),
    level: levelOf(first(LEVEL)),
    service: first(SERVICE) || fallback.service,
    message: first(MESSAGE) ?? fallback.message,
    ...own("host"),
    ...own("trace_id"),
    ...own("user_id"),
  };
}

function levelOf(word: string | undefined): ApplicationLogLevel {
  const level = word?.toUpperCase();
  if (level === "WARNING") return "WARN";
  if (level === "FATAL" || level === "CRITICAL") return "ERROR";
  return APPLICATION_LOG_LEVELS.find((each) => each === level) ?? "INFO";
}

function isJson(text: string): boolean {
  return /^\s*\{/.test(text);
}

function parsed<T = Record<string, unknown>>(text: string, lineNumber: number): T {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputLineError(lineNumber, "is not valid JSON");
  }
}
