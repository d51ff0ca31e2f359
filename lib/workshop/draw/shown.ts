import type { Bar } from "./bars.ts";
import type { Cell } from "./table.ts";
import type { StripLane, TimelineLane } from "./timeline.ts";

/**
 * What a screen showed, before it was drawn as lines: for those who draw it their own way, as a page
 * does. Texts may hold colours.
 */
export type Shown =
  | { readonly kind: "text"; readonly lines: readonly string[] }
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | {
    readonly kind: "table";
    readonly columns: readonly { readonly title: string; readonly align?: "left" | "right" }[];
    readonly rows: readonly (readonly Cell[])[];
  }
  | {
    readonly kind: "bars";
    readonly items: readonly Bar[];
    readonly unit: string;
    readonly full: number | undefined;
  }
  | { readonly kind: "timeline"; readonly lanes: readonly TimelineLane[] }
  | { readonly kind: "strip"; readonly lanes: readonly StripLane[] }
  | {
    readonly kind: "check";
    readonly id: string;
    readonly claim: string;
    readonly verdict: "pass" | "fail" | "inconclusive";
    /** What the terminal shows below the claim, a line each. */
    readonly details: readonly string[];
    readonly tookMs: number;
  }
  | {
    readonly kind: "verdict";
    readonly lab: string;
    readonly verdict: "pass" | "fail" | "inconclusive";
    readonly text: string;
  };
