import type { Schema } from "./stub.ts";

/** A rule that is there without the one that mostly comes with it, and a value it is about. */
export interface Edge {
  readonly schema: Schema;
  readonly fits: readonly unknown[];
  /** Values that break it, each with what it is. */
  readonly breaks: readonly (readonly [what: string, value: unknown])[];
}
