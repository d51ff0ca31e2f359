import { seededRandom, systemClock, WorkshopError } from "../../core/mod.ts";
import { StoppedChild } from "./stopped_child.ts";

const DEMO = [
  "--allow-net=localhost,127.0.0.1",
  "--allow-read",
  "--allow-write=.runs,logs",
  "--allow-env",
  "--allow-sys",
  "lib/cli/demo.ts",
];
const ARGUMENTS = ["--json", "--port", "0", "--rate", "500", "--duration", "60s"];
const ENVIRONMENT = { DASHBOARD_PORT: "0", METRICS_PORT: "0" };
/** Earlier a process has not taken over its signals yet. */
const EARLIEST_MS = 1500;
const LATEST_MS = 15_000;

/** How often a demo is stopped, and when. */
export interface DemoPointsOptions {
  readonly demos: number;
  /** Draws the times and the signals. */
  readonly seed: string;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What came of one demo. */
export interface DemoPoint {
  readonly signal: "SIGTERM" | "SIGINT";
  readonly afterMs: number;
  readonly code: number;
  readonly ms: number;
  /** Events that the demo's ledger accounts for; 0 when it was stopped before it had begun. */
  readonly events: number;
  readonly faults: readonly string[];
}

/** Starts the demo and stops it by a signal at drawn times, also while it starts. */
export async function stopDemoAtPoints(options: DemoPointsOptions): Promise<DemoPoint[]> {
  const random = seededRandom(options.seed).fork("demo");
  const points: DemoPoint[] = [];
  for (let at = 1; at <= options.demos; at++) {
    const child = new StoppedChild([...DEMO, ...ARGUMENTS], ENVIRONMENT);
    const signal = random.pick(["SIGTERM", "SIGINT"] as const);
    const afterMs = random.int(EARLIEST_MS, LATEST_MS);
    await systemClock.sleep(afterMs, options.signal);
    const { code, ms, stdout } = await child.stop(signal);
    const { sent = 0, faults = [] } = stdout.trim() === "" ? {} : JSON.parse(stdout).ledger;
    points.push({ signal, afterMs, code, ms, events: sent, faults });
    options.say?.(
      `Demo ${at} of ${options.demos}: ${signal} after ${afterMs} ms: code ${code}, ${ms} ms, ` +
        `${sent} events, ${faults.length} faults in its ledger`,
    );
  }
  return points;
}

/** The claim, as an error when it does not hold. @throws {WorkshopError} */
export function demandBalancedDemos(points: readonly DemoPoint[]): void {
  const bad = points.filter(({ code, faults }) => code !== 0 || faults.length > 0);
  if (bad.length === 0) return;
  const problems = bad.map(({ signal, afterMs, code, ms, faults }) =>
    `A demo ended with code ${code}, ${ms} ms after ${signal} at ${afterMs} ms: ${
      faults.join(", ")
    }`
  );
  throw new WorkshopError(problems.join("; "), { code: "STOP_NOT_CLEAN" });
}
