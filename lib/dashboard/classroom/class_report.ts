import { ConfigError, WorkshopError } from "../../core/mod.ts";

/** What became of a learner's task. */
export type LabVerdict = "pass" | "fail" | "inconclusive";

/** One graded lab. */
export interface LabResult {
  /** Two digits: `"04"`. */
  readonly lab: string;
  /** What became of it. */
  readonly verdict: LabVerdict;
  /** When it was graded, in milliseconds since 1970, by the learner's clock. */
  readonly atMs: number;
  /** How long the grading took, in milliseconds. */
  readonly tookMs: number;
}

/** All that a learner's machine ever sends: a name of the learner's choice and results. */
export interface ClassReport {
  /** As it stands on the board. */
  readonly name: string;
  /** At least one, at most {@link MAX_RESULTS}. */
  readonly results: readonly LabResult[];
}

/** The longest name, in characters. */
export const MAX_NAME_LENGTH = 40;
/** The most results of one report. */
export const MAX_RESULTS = 50;
/** The longest report, in bytes. */
export const MAX_REPORT_BYTES = 16 * 1024;

const VERDICTS: readonly string[] = ["pass", "fail", "inconclusive"];
/** Letters and digits of any script with their marks, and what stands within names. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'’_-]*$/u;
const MAX_MARKS_IN_A_ROW = /\p{M}{4}/u;
const LATEST_MS = Date.UTC(2100, 0);

/** A report that is refused, with a sentence for its sender. */
export class ReportError extends WorkshopError {
  /** The message says what is wrong with the report. */
  constructor(message: string) {
    super(message, { code: "REPORT_REFUSED" });
  }
}

/**
 * A learner's name as it stands on the board: one spelling, no space at its ends.
 *
 * @throws {ConfigError} saying what a name may be
 */
export function learnerName(text: string): string {
  const name = text.normalize("NFC").replace(/\s+/g, " ").trim();
  const fits = [...name].length <= MAX_NAME_LENGTH && NAME.test(name) &&
    !MAX_MARKS_IN_A_ROW.test(name);
  if (fits) return name;
  throw new ConfigError(
    `A name has 1 to ${MAX_NAME_LENGTH} characters: letters, digits, spaces and . ' _ - , and ` +
      `begins with a letter or a digit`,
  );
}

/**
 * Reads a report that somebody sent.
 *
 * @param labs the numbers of the labs that there are
 * @throws {ReportError} when any of it is not as it must be; nothing of it counts then
 */
export function readReport(text: string, labs: ReadonlySet<string>): ClassReport {
  const body = parsed(text);
  const { name, results } = body;
  if (typeof name !== "string") throw new ReportError("A report has a name");
  if (!Array.isArray(results) || results.length === 0 || results.length > MAX_RESULTS) {
    throw new ReportError(`A report has 1 to ${MAX_RESULTS} results`);
  }
  return { name: nameOf(name), results: results.map((result) => readResult(result, labs)) };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const body = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Told below.
  }
  throw new ReportError("A report is one JSON object");
}

function nameOf(name: string): string {
  try {
    return learnerName(name);
  } catch (error) {
    throw new ReportError((error as Error).message);
  }
}

function readResult(value: unknown, labs: ReadonlySet<string>): LabResult {
  const { lab, verdict, atMs, tookMs } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof lab !== "string" || !labs.has(lab)) {
    throw new ReportError("A result names one of the labs");
  }
  if (typeof verdict !== "string" || !VERDICTS.includes(verdict)) {
    throw new ReportError(`A verdict is one of ${VERDICTS.join(", ")}`);
  }
  if (!isTime(atMs) || !isTime(tookMs)) {
    throw new ReportError("Times are whole milliseconds");
  }
  return { lab, verdict: verdict as LabVerdict, atMs, tookMs };
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 &&
    value < LATEST_MS;
}
