import type { Config } from "../../config/mod.ts";
import { freshSeed } from "../../core/mod.ts";
import { type Scenario, scenarioNamed, withInput } from "./scenarios.ts";

/** What a demo was asked for. */
export interface DemoOptions {
  readonly config: Config;
  /** The name of what runs. */
  readonly scenario: string;
  /** Events a second, of all producers; `undefined` for the scenario's, or as fast as input goes. */
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
  /** Whether the pages of the dashboard may change things. @default {false} */
  readonly write?: boolean;
}

/** The names and numbers of one run. */
export interface DemoPlan extends Omit<DemoOptions, "scenario"> {
  readonly scenario: Scenario;
  readonly runId: string;
  readonly seed: string;
  /** Removed at the end. */
  readonly folder: string;
  /** What stands behind the names of topics and groups in this run. */
  readonly suffix: string;
  /** Every topic of the run, as the registry of topics calls it. */
  readonly topics: readonly string[];
  readonly poisonShare: number;
  readonly flakyShare: number;
}

/** Where the embedded cluster of a demo listens when nobody says otherwise. */
export const DEFAULT_PORT = 9092;

/**
 * Names a run: the embedded cluster is its own and takes the plain names; on another cluster they
 * are fresh, so that nothing of anybody else is touched.
 *
 * @throws {ConfigError} when there is no such scenario, or it takes no input
 */
export function planDemo(options: DemoOptions): DemoPlan {
  const seed = options.seed ?? freshSeed();
  const runId = freshSeed();
  const asked = scenarioNamed(options.scenario);
  const scenario = options.input === undefined ? asked : withInput(asked);
  const roles = [...scenario.producers, ...scenario.consumers];
  return {
    ...options,
    scenario,
    rate: options.rate ?? (options.input === undefined ? scenario.rate : undefined),
    runId,
    seed,
    folder: `.runs/demo-${runId}`,
    suffix: options.kafka ? `-${runId}` : "",
    topics: [...new Set(roles.flatMap(({ role }) => role.topics))],
    poisonShare: 0.01,
    flakyShare: 0.001,
  };
}
