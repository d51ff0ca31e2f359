import { InconclusiveError, messageOf, systemClock, WorkshopError } from "../../core/mod.ts";
import {
  checkHistory,
  type Expectations,
  type HistoryEvent,
  HistoryWriter,
  type InvariantId,
} from "../history/mod.ts";
import { lineOf } from "../history/event_line.ts";
import { unprovokedLetters } from "./repeated_letters.ts";
import { recordRun, RECOVERY_LIMIT_MS } from "./fault_run.ts";
import type { FaultRunOptions, RecordedRun } from "./recorded_run.ts";
import type { PipelineKind } from "./pipeline_kind.ts";
import type { ClusterKind } from "./run_fault.ts";

/** The ten invariants, in their order. */
export const RULES: readonly InvariantId[] = [
  "I1",
  "I2",
  "I3",
  "I4",
  "I5",
  "I6",
  "I7",
  "I8",
  "I9",
  "I10",
];

/** What became of one fault in one pipeline with one seed. */
export interface CellResult {
  readonly fault: string;
  readonly pipeline: PipelineKind;
  readonly cluster: ClusterKind;
  /** Replays it. */
  readonly seed: string;
  /** A fault that did not fire proves nothing: `inconclusive`. */
  readonly verdict: "held" | "violated" | "inconclusive";
  /** How often each invariant is violated; `null` where there was nothing to judge it by. */
  readonly violations: Readonly<Record<InvariantId, number | null>>;
  /** What was found, as sentences, the first few of each invariant. */
  readonly found: readonly string[];
  /** How often the fault did something. */
  readonly fired: number;
  /** How long the work stood still, in milliseconds; `null` when it never went on. */
  readonly recoveryMs: number | null;
  /** How long the run took, in milliseconds. */
  readonly durationMs: number;
  /** The history, where something did not hold or could not be said. */
  readonly history?: string;
}

/** How a cell is run. */
export interface CellOptions extends FaultRunOptions {
  /** Where the history of a failure is kept. */
  readonly keepIn: string;
}

/** Runs one fault in one pipeline and judges what was recorded. */
export async function runCell(options: CellOptions): Promise<CellResult> {
  const { signal } = options;
  const begunMs = systemClock.monotonicMs();
  const took = () => Math.round(systemClock.monotonicMs() - begunMs);
  try {
    await Deno.mkdir(options.folder, { recursive: true });
    const run = await recordRun(options);
    return await judge(run, options, took());
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof WorkshopError)) throw error;
    return brokenDown(error, options, took());
  }
}

async function judge(
  run: RecordedRun,
  options: CellOptions,
  durationMs: number,
): Promise<CellResult> {
  const expect = expectationsOf(run, options.pipeline);
  const events = withMeta(run.events, expect, options);
  const report = await checkHistory(events, { expect, limit: 5 });
  const violations = Object.fromEntries(
    report.counts.map(({ invariant, verdict, violations }) => [
      invariant,
      verdict === "not tested" ? null : violations,
    ]),
  ) as Record<InvariantId, number | null>;
  const objections = [...run.objections, ...unprovokedLetters(events)];
  for (const { rule } of objections) {
    const id = rule as InvariantId;
    violations[id] = (violations[id] ?? 0) + 1;
  }
  const found = [
    ...report.violations.map(({ invariant, anomaly, found }) =>
      `${invariant} ${anomaly}: ${found}`
    ),
    ...objections.map(({ rule, what }) => `${rule} ${what}`),
  ];
  const isViolated = Object.values(violations).some((count) => (count ?? 0) > 0);
  const verdict = isViolated ? "violated" : run.fired === 0 ? "inconclusive" : "held";
  const history = verdict === "held" ? undefined : await keep(events, run.lines, options);
  return {
    ...nameOf(options),
    verdict,
    violations,
    found: verdict === "inconclusive" ? ["The fault did not fire"] : found,
    fired: run.fired,
    recoveryMs: run.recoveryMs,
    durationMs,
    ...(history === undefined ? {} : { history }),
  };
}

function nameOf({ fault, pipeline, seed, ground }: CellOptions) {
  return { fault: fault.name, pipeline, cluster: ground.target.kind, seed };
}

function expectationsOf({ poison, names }: RecordedRun, pipeline: PipelineKind): Expectations {
  return {
    delivery: pipeline === "plain" ? "at-least-once" : "exactly-once",
    idempotent: true,
    isolation: "read_committed",
    keyedStore: pipeline === "plain",
    ordered: true,
    poison,
    // Kafka keeps no order between the letter and the commit: who is killed between writes it again.
    deadLettersMayRepeat: pipeline === "plain",
    recoveryMs: RECOVERY_LIMIT_MS,
    inputs: [names.input, ...Object.values(names.more)],
  };
}

function withMeta(
  events: readonly HistoryEvent[],
  expect: Expectations,
  options: CellOptions,
): readonly HistoryEvent[] {
  const { fault, pipeline, cluster, seed } = nameOf(options);
  const run = `${fault}, ${pipeline}`;
  return [{ type: "meta", t: 0, p: "runner", run, seed, cluster, expect }, ...events];
}

async function keep(
  events: readonly HistoryEvent[],
  lines: readonly string[],
  options: CellOptions,
): Promise<string> {
  const { fault, pipeline, cluster, seed } = nameOf(options);
  await Deno.mkdir(options.keepIn, { recursive: true });
  const path = `${options.keepIn}/${fault}-${pipeline}-${cluster}-${seed}`;
  using file = HistoryWriter.create(`${path}.ndjson`, { process: "runner" });
  for (const event of events) file.relay(lineOf(event));
  await Deno.writeTextFile(`${path}.log`, lines.join("\n") + "\n");
  return `${path}.ndjson`;
}

/** A run that did not come to its end says nothing good. */
function brokenDown(error: unknown, options: CellOptions, durationMs: number): CellResult {
  const isInconclusive = error instanceof InconclusiveError;
  const nothing = Object.fromEntries(RULES.map((rule) => [rule, null]));
  return {
    ...nameOf(options),
    verdict: isInconclusive ? "inconclusive" : "violated",
    violations: {
      ...nothing,
      ...(isInconclusive ? {} : { I10: 1 }),
    } as CellResult["violations"],
    found: [isInconclusive ? messageOf(error) : `The run broke down: ${messageOf(error)}`],
    fired: 0,
    recoveryMs: null,
    durationMs,
  };
}
