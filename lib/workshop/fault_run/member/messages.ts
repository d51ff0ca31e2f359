import type { KafkaConnection } from "../../../kafka/mod.ts";
import type { PipelineKind } from "../pipeline_kind.ts";

/** Where a member can be made to stand still, so that it is killed just there. */
export type HoldPoint = "before the effect" | "after the effect";

/** What a member of the pipeline is started with. */
export interface MemberOrder {
  /** As histories and brokers know it. */
  readonly name: string;
  readonly pipeline: PipelineKind;
  /** When the run began; see RunClock. */
  readonly originMs: number;
  readonly connection: KafkaConnection;
  readonly group: string;
  readonly topics: readonly string[];
  readonly deadLetters: string;
  readonly output: string;
  /** The store's file. */
  readonly store: string;
  readonly seed: string;
  /** Where the schemas of Avro payloads are found. @default {payloads are JSON} */
  readonly registry?: string;
  /** How long the work on a record takes, in milliseconds. */
  readonly workMs: number;
  /** A bug, for trying whether the judge sees it. @default none */
  readonly flaw?: Flaw;
}

/** Bugs that a pipeline may have. */
export type Flaw = "effect after commit" | "forgets poison";

/** What a running member is told. */
export type MemberCommand =
  | { readonly tell: "stop" }
  /** It is to say what its counters came to. */
  | { readonly tell: "count"; readonly number: number }
  /** The wall clock is set. */
  | { readonly tell: "clock"; readonly stepMs: number }
  /** The store refuses, or writes and then fails all the same. */
  | { readonly tell: "store"; readonly state: "up" | "down" | "failing after the write" }
  | { readonly tell: "hold"; readonly at: HoldPoint; readonly after: number };

/** What a member says beside its history. */
export type MemberReport =
  | { readonly say: "ready" }
  | { readonly say: "held"; readonly at: HoldPoint }
  | {
    readonly say: "counted";
    /** That of the question. */
    readonly number: number;
    readonly totals: Readonly<Record<string, number>>;
  }
  | { readonly say: "refused by the store"; readonly count: number }
  | {
    readonly say: "line";
    readonly level: string;
    readonly text: string;
    readonly code?: string;
  };
