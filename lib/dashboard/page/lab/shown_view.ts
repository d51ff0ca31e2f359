/** What a run's screen showed, as it comes from the server; whatever else comes is passed over. */
export type ShownView =
  | { readonly kind: "text"; readonly lines: readonly string[] }
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | {
    readonly kind: "table";
    readonly columns: readonly { readonly title: string; readonly align?: "left" | "right" }[];
    readonly rows: readonly (readonly (string | number | null)[])[];
  }
  | {
    readonly kind: "bars";
    readonly items: readonly BarView[];
    readonly unit: string;
    readonly full?: number;
  }
  | { readonly kind: "timeline"; readonly lanes: readonly LaneView[] }
  | { readonly kind: "strip"; readonly lanes: readonly StripView[] }
  | {
    readonly kind: "check";
    readonly id: string;
    readonly claim: string;
    readonly verdict: VerdictView;
    readonly details: readonly string[];
    readonly tookMs: number;
  }
  | {
    readonly kind: "verdict";
    readonly lab: string;
    readonly verdict: VerdictView;
    readonly text: string;
  };

/** How a check, or a lab, ended. */
export type VerdictView = "pass" | "fail" | "inconclusive";

/** One of several bars. */
export interface BarView {
  readonly label: string;
  readonly value: number;
  readonly note?: string;
}

/** One thing and what happened to it. */
export interface LaneView {
  readonly label: string;
  readonly marks: readonly {
    readonly atMs: number;
    readonly untilMs?: number;
    readonly text: string;
  }[];
}

/** One partition and what is in it. */
export interface StripView {
  readonly label: string;
  readonly cells: readonly string[];
}
