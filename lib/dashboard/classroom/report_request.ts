import type { IncomingMessage } from "node:http";
import { type Logger, messageOf } from "../../core/mod.ts";
import { type ClassReport, MAX_REPORT_BYTES, readReport, ReportError } from "./class_report.ts";
import type { RateLimit } from "./rate_limit.ts";
import { sameToken } from "./token.ts";

/** An answer: a status and a sentence. */
export interface ReportAnswer {
  readonly status: number;
  readonly text: string;
}

/** What a request is judged by. */
export interface ReportRules {
  readonly token: string;
  readonly labs: ReadonlySet<string>;
  readonly rates: RateLimit;
  /** Keeps a report; a {@link ReportError} is the sender's fault, all else is ours. */
  readonly onReport: (report: ClassReport) => Promise<void>;
  readonly logger: Logger;
}

const NOTHING: ReportAnswer = { status: 404, text: "Nothing is here" };
const TOO_LONG: ReportAnswer = {
  status: 413,
  text: `A report has at most ${MAX_REPORT_BYTES} bytes`,
};
const PATH = /^\/report\/([A-Za-z0-9_-]{1,64})$/;

/** Answers a request: a report that is kept, or why not. It never throws. */
export async function answerReport(
  request: IncomingMessage,
  rules: ReportRules,
): Promise<ReportAnswer> {
  if (!rules.rates.take(request.socket.remoteAddress ?? "")) {
    return { status: 429, text: "Too many requests: try again in a few seconds" };
  }
  const [, token] = PATH.exec(request.url ?? "") ?? [];
  // compared even where there is none, so that a wrong path takes as long as a wrong token
  const known = sameToken(token ?? "", rules.token);
  if (request.method !== "POST" || token === undefined || !known) return NOTHING;
  if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) {
    return { status: 415, text: "A report is application/json" };
  }
  if (request.headers["content-encoding"] !== undefined) {
    return { status: 415, text: "A report is not compressed" };
  }
  const text = await bodyOf(request).catch(() => undefined);
  return text === undefined ? TOO_LONG : await keep(text, rules);
}

async function keep(text: string, rules: ReportRules): Promise<ReportAnswer> {
  try {
    const report = readReport(text, rules.labs);
    await rules.onReport(report);
    return { status: 200, text: `Kept ${report.results.length}` };
  } catch (error) {
    if (error instanceof ReportError) return { status: 400, text: error.message };
    rules.logger.log("WARN", `A learner's report could not be kept: ${messageOf(error)}`);
    return { status: 503, text: "The board's cluster does not answer: try again later" };
  }
}

/** The body, if it is no longer than a report may be. */
function bodyOf(request: IncomingMessage): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const tooLong = () => reject(new ReportError(TOO_LONG.text));
  if (Number(request.headers["content-length"] ?? 0) > MAX_REPORT_BYTES) tooLong();
  request.on("data", (chunk: Uint8Array) => {
    size += chunk.length;
    if (size > MAX_REPORT_BYTES) tooLong();
    else chunks.push(chunk);
  });
  request.once("end", () => resolve(new TextDecoder().decode(joined(chunks, size))));
  request.once("error", reject);
  request.once("close", () => reject(new ReportError("The report ended early")));
  return promise;
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
