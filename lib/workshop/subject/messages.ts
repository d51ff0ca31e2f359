import type { Encoded } from "./wire.ts";

/** What the learner's process is told on its standard input, before any learner code is there. */
export interface Startup {
  readonly port: number;
  readonly nonce: string;
  /** The file URL of the task. */
  readonly task: string;
  /** Whether clients will be opened: their code is then loaded before the task. */
  readonly live: boolean;
  readonly memoryLimitBytes: number;
  /** How many times as fast timers run that the task sets. */
  readonly timerPace: number;
}

/** What a called function did. */
export type EncodedOutcome =
  | { readonly outcome: "returned"; readonly value: Encoded }
  | { readonly outcome: "threw"; readonly error: Encoded }
  | { readonly outcome: "unsendable"; readonly why: string };

/** What the harness asks of the learner's process. */
export type Request =
  | {
    readonly type: "call";
    readonly id: number;
    readonly name: string;
    /** One list of arguments for each call; the calls are made one after another. */
    readonly calls: readonly Encoded[];
  }
  | { readonly type: "open"; readonly id: number; readonly kind: string; readonly options: Encoded }
  | { readonly type: "answer"; readonly id: number; readonly outcome: EncodedOutcome }
  | { readonly type: "ping"; readonly id: number };

/** The names that a task exports. */
export interface Exported {
  /** Those of functions. */
  readonly functions: readonly string[];
  /** Those of anything else. */
  readonly others: readonly string[];
}

/** What the learner's process says; anything without the nonce is not from the runner. */
export type Report =
  & { readonly nonce: string }
  & (
    /** Our own code is there; the task is loaded next. */
    | { readonly type: "started" }
    | { readonly type: "ready"; readonly exported: Exported }
    | { readonly type: "unloadable"; readonly error: Encoded }
    | { readonly type: "results"; readonly id: number; readonly outcomes: EncodedOutcome[] }
    | { readonly type: "opened"; readonly id: number; readonly live: number }
    | { readonly type: "not-opened"; readonly id: number; readonly error: Encoded }
    | {
      readonly type: "callback";
      readonly id: number;
      readonly target: number;
      readonly args: Encoded;
    }
    | { readonly type: "pong"; readonly id: number }
    | { readonly type: "stray"; readonly kind: "rejection" | "error"; readonly error: Encoded }
    | { readonly type: "tampered"; readonly what: string }
    | { readonly type: "memory"; readonly bytes: number }
  );
