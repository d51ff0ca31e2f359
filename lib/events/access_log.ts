import { isIP } from "node:net";
import { InputLineError } from "./input_line_error.ts";

/** One line of a web server's access log in Apache's combined format. */
export interface AccessLogEntry {
  /** The client's IP address. */
  readonly address: string;
  /** When the request came, in milliseconds since 1970. */
  readonly timeMs: number;
  /** `GET`, `POST` …; empty when the client sent no request line. */
  readonly method: string;
  /** Path and query as sent; empty when the client sent no request line. */
  readonly target: string;
  /** The answer's status code. */
  readonly status: number;
  /** The answer's body, in bytes. */
  readonly bytes: number;
  /** The page that linked here, empty when none was told. */
  readonly referrer: string;
  /** The client's name for itself, empty when it told none. */
  readonly userAgent: string;
}

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const COMBINED = new RegExp(
  String.raw`^(\S+) \S+ \S+ \[([^\]]+)\] ${QUOTED} (\d{3}) (\d+|-) ${QUOTED} ${QUOTED}\s*$`,
);
type Fields = [string, string, string, string, string, string, string];
const TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * Parses one line in combined format: address, identity, user, time, request, status, bytes,
 * referrer, user agent (https://httpd.apache.org/docs/2.4/logs.html#combined).
 *
 * @throws {InputLineError} when the line has another form
 */
export function parseAccessLogLine(line: string, lineNumber: number): AccessLogEntry {
  const match = COMBINED.exec(line);
  if (match === null) throw new InputLineError(lineNumber, "is not in combined log format");
  const [address, time, request, status, bytes, referrer, userAgent] = match.slice(1) as Fields;
  if (isIP(address) === 0) throw new InputLineError(lineNumber, "does not begin with an address");
  const timeMs = parseTime(time);
  if (timeMs === undefined) throw new InputLineError(lineNumber, "has no valid time");
  const [method, target] = requestLine(request);
  return {
    address,
    timeMs,
    method,
    target,
    status: Number(status),
    bytes: bytes === "-" ? 0 : Number(bytes),
    referrer: textOf(referrer),
    userAgent: textOf(userAgent),
  };
}

/** A time such as `17/May/2015:10:05:03 +0000`; `undefined` when there is no such time. */
function parseTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [year, day, hour, minute, second] = [3, 1, 4, 5, 6].map((at) => Number(match[at]));
  const month = MONTHS.indexOf(match[2]!);
  const localMs = Date.UTC(year!, month, day!, hour!, minute!, second!);
  const written = new Date(localMs);
  const exists = month >= 0 && written.getUTCDate() === day && written.getUTCHours() === hour &&
    written.getUTCMinutes() === minute && written.getUTCSeconds() === second;
  if (!exists) return undefined;
  const offsetMinutes = Number(match[8]) * 60 + Number(match[9]);
  return localMs - (match[7] === "+" ? 1 : -1) * offsetMinutes * 60_000;
}

/** Method and target; both empty for what is no request line: TLS bytes on a plain port, a scan. */
function requestLine(request: string): [method: string, target: string] {
  const match = /^([A-Z]+) (\S+)(?: HTTP\/\d(?:\.\d)?)?$/.exec(request);
  return match === null ? ["", ""] : [match[1]!, match[2]!];
}

/** Apache writes a dash for a header that was not sent, and a backslash before a quote. */
function textOf(field: string): string {
  return field === "-" ? "" : field.replace(/\\(["\\])/g, "$1");
}
