import { type ClassReport, type LabResult, learnerName } from "../../dashboard/mod.ts";
import { ConfigError } from "../../core/mod.ts";
import type { Grade } from "../../workshop/mod.ts";
import { text } from "../options.ts";

/** The flags of a task that can report to an instructor's board. */
export const REPORT_OPTIONS = {
  report: text(
    "URL",
    "Send name, lab numbers, verdicts and times to this board, and nothing else",
  ),
  name: text("NAME", "What you are called there: any name you like"),
} as const;

const TRIES = 3;
const ANSWER_MS = 6000;
const PAUSE_MS = 2000;
const PATH = /^\/report\/[A-Za-z0-9_-]+$/;

/** Sends results to an instructor's board; what goes wrong there never changes a verdict. */
export class Reporter {
  readonly #url: URL;
  readonly #name: string;
  readonly #pauseMs: number;
  #waiting: LabResult[] = [];
  #sending: Promise<void> = Promise.resolve();
  #kept = 0;
  #problem = "";
  /** Whether trying again would bring the same answer. */
  #refused = false;

  /** Use {@link reporterOf}. */
  constructor(url: URL, name: string, { pauseMs = PAUSE_MS } = {}) {
    this.#url = url;
    this.#name = name;
    this.#pauseMs = pauseMs;
  }

  /** What is sent where, in one line. */
  get notice(): string {
    return `Reporting to ${this.#url.host} as "${this.#name}": this name, lab numbers, verdicts ` +
      `and times; nothing else is sent`;
  }

  /** Sends a grade as soon as those before it have left. */
  add(grade: Grade): void {
    this.#waiting.push({
      lab: grade.lab.number,
      verdict: grade.verdict,
      atMs: Date.now(),
      tookMs: Math.round(grade.results.reduce((sum, { tookMs }) => sum + tookMs, 0)),
    });
    this.#sending = this.#sending.then(() => this.#send());
  }

  /** Waits until all is sent, or can't be, and tells which. */
  async end(): Promise<string> {
    await this.#sending;
    for (let retry = 1; retry < TRIES && this.#mayStillWork; retry++) {
      await new Promise((resolve) => setTimeout(resolve, this.#pauseMs));
      await this.#send();
    }
    const results = `${this.#kept} ${this.#kept === 1 ? "result" : "results"}`;
    if (this.#waiting.length === 0) return `The board has ${results} of yours`;
    return `The board did not take ${this.#waiting.length} of your results (${this.#problem}): ` +
      `your verdicts are what they are; ask whoever gave you the URL, and run it again`;
  }

  get #mayStillWork(): boolean {
    return this.#waiting.length > 0 && !this.#refused;
  }

  async #send(): Promise<void> {
    if (!this.#mayStillWork) return;
    const results = this.#waiting;
    const report: ClassReport = { name: this.#name, results };
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(report),
        redirect: "error",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const said = (await response.text()).trim().slice(0, 200);
      if (!response.ok) return this.#notTaken(response.status, said);
      this.#kept += results.length;
      this.#waiting = this.#waiting.slice(results.length);
    } catch (error) {
      // its message would hold the URL with its token
      this.#problem = error instanceof DOMException && error.name === "TimeoutError"
        ? `no answer within ${ANSWER_MS / 1000} s`
        : `nothing answers at ${this.#url.host}`;
    }
  }

  #notTaken(status: number, said: string): void {
    this.#problem = status === 404 ? "there is no board at this URL: is it complete?" : said;
    this.#refused = status !== 429 && status < 500;
  }
}

/**
 * What the flags ask for; `undefined` when nobody wants to report.
 *
 * @throws {ConfigError} for a URL that leads to no board, and without a name
 */
export function reporterOf(
  { report, name }: { readonly report: string | undefined; readonly name: string | undefined },
): Reporter | undefined {
  if (report === undefined) {
    if (name === undefined) return undefined;
    throw new ConfigError("--name is for --report URL: nothing is sent without it");
  }
  if (name === undefined) {
    throw new ConfigError("--report needs --name NAME: choose what you are called on the board");
  }
  const url = URL.canParse(report) ? new URL(report) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !PATH.test(url.pathname)) {
    throw new ConfigError(
      `--report "${report}" leads to no board: give the whole URL that your instructor shows, as ` +
        `http://192.168.1.5:8090/report/TOKEN`,
    );
  }
  return new Reporter(url, learnerName(name));
}
