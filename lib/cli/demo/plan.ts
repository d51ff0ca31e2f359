import type { Config } from "../../config/mod.ts";
import { freshSeed } from "../../core/mod.ts";

/** What a demo was asked for. */
export interface DemoOptions {
  readonly config: Config;
  /** Events a second; `undefined` with input: as fast as it goes. */
  readonly rate: number | undefined;
  /** When to end by itself, in milliseconds. */
  readonly durationMs: number | undefined;
  /** Path of real input, or `-`. */
  readonly input: string | undefined;
  readonly json: boolean;
  /** Whether to run on another cluster than an embedded one. */
  readonly kafka: boolean;
  /** The embedded cluster's port, if one was asked for. */
  readonly port: number | undefined;
  readonly seed: string | undefined;
}

/** The names and numbers of one run. */
export interface DemoPlan extends DemoOptions {
  readonly runId: string;
  readonly seed: string;
  /** Removed at the end. */
  readonly folder: string;
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly groupId: string;
  readonly consumers: number;
  readonly poisonShare: number;
  readonly flakyShare: number;
}

/** Where the embedded cluster of a demo listens when nobody says otherwise. */
export const DEFAULT_PORT = 9092;

/**
 * Names a run: the embedded cluster is its own and takes the plain names; on another cluster they
 * are fresh, so that nothing of anybody else is touched.
 */
export function planDemo(options: DemoOptions): DemoPlan {
  const seed = options.seed ?? freshSeed();
  const runId = freshSeed();
  const suffix = options.kafka ? `-${runId}` : "";
  return {
    ...options,
    runId,
    seed,
    folder: `.runs/demo-${runId}`,
    topic: `random-events${suffix}`,
    deadLetterTopic: `DLQ${suffix}`,
    groupId: `event-processors${suffix}`,
    consumers: 3,
    poisonShare: 0.01,
    flakyShare: 0.001,
  };
}
