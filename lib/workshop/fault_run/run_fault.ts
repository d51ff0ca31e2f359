import type { Random } from "../../core/mod.ts";
import type { Admin } from "../../kafka/mod.ts";
import type { ClusterControl } from "../cluster/mod.ts";
import type { Faults } from "../faults.ts";
import type { HistoryEvent, Recorder } from "../history/mod.ts";
import type { Target } from "../target.ts";
import type { Load } from "./load.ts";
import type { Members } from "./members.ts";
import type { PipelineKind } from "./pipeline_kind.ts";
import type { Progress } from "./progress.ts";
import type { RunSchemas } from "./run_schemas.ts";

/** The kinds of cluster that a fault works on. */
export type ClusterKind = Target["kind"];

/** A fault of the fault runs; registering it is enough for it to be run and listed. */
export interface RunFault {
  /** What it is called: `broker-killed-unanswered`. */
  readonly name: string;
  /** What happens, as one sentence. */
  readonly what: string;
  /** How many brokers it takes at least. @default {1} */
  readonly brokers?: 1 | 3;
  /** @default {both} */
  readonly on?: readonly ClusterKind[];
  /** @default {both} */
  readonly pipelines?: readonly PipelineKind[];
  /** Systems on which it can't be injected. @default none */
  readonly notOn?: readonly (typeof Deno.build.os)[];
  /** A counter of the plain pipeline's members that it has to move. */
  readonly moves?: string;
  /** Whether it hits all that use a cluster, so that it wants one for itself. @default {false} */
  readonly alone?: boolean;
  /** What runs the broker, when it is no plain embedded cluster. */
  readonly ground?: "small disk";
  /** Whether payloads are Avro, by a registry of the run's own. @default {false} */
  readonly schemas?: boolean;
  /** Topics that the pipeline reads beside its input. @default none */
  readonly moreTopics?: readonly string[];
  /** Whether work has to go on while it lasts, or when it is over. @default "afterwards" */
  readonly recovers?: "while it lasts" | "afterwards";
  /**
   * Brings it about while the load goes on; resolves when it has done what it was to do. What it
   * waits for in vain ends it without a throw: {@link InForce.fired} says so then.
   */
  inject(run: FaultRun): Promise<InForce>;
}

/** A fault that was injected. */
export interface InForce {
  /** How often it did something; asked when it is over. 0 makes the run inconclusive. */
  fired(): number;
  /** Ends it. Ending it twice does no harm. */
  end(): Promise<void>;
  /** What more has to hold of this fault's run, by invariant; sentences of what does not. */
  judge?(events: readonly HistoryEvent[]): readonly Objection[];
}

/** Something that a fault's own check found. */
export interface Objection {
  readonly rule: `I${number}`;
  readonly what: string;
}

/** The names of a run. */
export interface RunNames {
  readonly input: string;
  readonly deadLetters: string;
  readonly output: string;
  readonly group: string;
  /** Further topics that the pipeline reads, by what the fault calls them. */
  readonly more: Readonly<Record<string, string>>;
}

/** What a fault works with. */
export interface FaultRun {
  readonly pipeline: PipelineKind;
  readonly target: Target;
  readonly names: RunNames;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Between all clients of the pipeline and the cluster. */
  readonly proxy: Faults;
  /** Kills brokers, moves leaders. @throws {InconclusiveError} where they can't be touched */
  readonly control: ClusterControl;
  /** Straight to the cluster. */
  readonly admin: Admin;
  readonly members: Members;
  readonly load: Load;
  readonly progress: Progress;
  readonly recorder: Recorder;
  /** The run's Avro; for faults that want it. */
  readonly schemas?: RunSchemas;
  /** Fills the broker's disk, or makes room; for faults with that ground. */
  readonly disk?: { fill(isFull: boolean): Promise<void> };
  /** Waits for something; false when it has not come within a time that is long enough. */
  until(probe: () => boolean | Promise<boolean>, timeoutMs?: number): Promise<boolean>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
}
