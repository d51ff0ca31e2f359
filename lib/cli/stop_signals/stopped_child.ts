import { systemClock, waitFor, WorkshopError } from "../../core/mod.ts";

/** The longest that a process may take from the signal to its end, in milliseconds. */
export const END_WITHIN_MS = 10_000;
/** How long it may take to what is waited for, in milliseconds: a start on a machine that is busy. */
const UNTIL_MS = 60_000;

/** How a process ended after a signal. */
export interface SignalledEnd {
  /** Its exit code; 137 when it had to be killed because its time was up. */
  readonly code: number;
  /** From the signal to the end, in milliseconds. */
  readonly ms: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A task in a process of its own, as a person would start it and stop it. */
export class StoppedChild {
  readonly #child: Deno.ChildProcess;
  readonly #stdout: Promise<string>;
  readonly #stderr: Promise<string>;
  #ended: Deno.CommandStatus | undefined;

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = new Deno.Command("deno", {
      args: ["run", "--quiet", "--frozen", "--no-prompt", ...args],
      env: { NO_COLOR: "1", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#stdout = new Response(this.#child.stdout).text();
    this.#stderr = new Response(this.#child.stderr).text();
    this.#child.status.then((status) => this.#ended = status);
  }

  /**
   * Waits for something that comes of its work.
   *
   * @throws {WorkshopError} code `ENDED_EARLY` when it ends by itself before
   */
  async until(probe: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const options = { what, timeoutMs: UNTIL_MS, intervalMs: 2 };
    await waitFor(async () => this.#ended !== undefined || await probe(), options);
    if (this.#ended === undefined) return;
    throw new WorkshopError(
      `The process ended with code ${this.#ended.code} before ${what}:\n${await this.#stderr}`,
      { code: "ENDED_EARLY" },
    );
  }

  /** Sends the signal and waits for the end; kills it when its time is up. */
  async stop(signal: Deno.Signal): Promise<SignalledEnd> {
    const begunMs = systemClock.monotonicMs();
    this.#child.kill(signal);
    const ended = new AbortController();
    systemClock.sleep(END_WITHIN_MS, ended.signal).then(
      () => this.#child.kill("SIGKILL"),
      () => {},
    );
    const { code } = await this.#child.status;
    ended.abort();
    const ms = Math.round(systemClock.monotonicMs() - begunMs);
    return { code, ms, stdout: await this.#stdout, stderr: await this.#stderr };
  }
}
