import type { Shown } from "../draw/mod.ts";

/** What a run says of itself first. */
export interface RunHead {
  /** The task: `lab`, `verify`, `watch`. */
  readonly command: string;
  /** Numbers of the labs it is about. */
  readonly labs: readonly string[];
  /** What `--seed` takes to get the same data again. */
  readonly seed: string;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** What a run tells of itself while it goes on. */
export type RunEvent =
  | { readonly type: "shown"; readonly atMs: number; readonly shown: PlainShown }
  | { readonly type: "cut"; readonly atMs: number }
  | { readonly type: "end"; readonly atMs: number };

/** {@link Shown} as JSON holds it: without colours, big numbers as text. */
export type PlainShown = Shown;

/** Where runs leave what they show, from the working folder. */
export const BROADCAST_FOLDER = ".runs/shown";

/** The name of a run: when it began, and chance. */
export const RUN_ID = /^\d{13}-[0-9a-f]{8}$/;

/** A value as a line of JSON: colours are left out, big numbers become text. */
export function plainLine(value: RunHead | RunEvent): string {
  return `${JSON.stringify(value, (_, inner) => plain(inner))}\n`;
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  // deno-lint-ignore no-control-regex
  return typeof value === "string" ? value.replace(/\x1b\[[\d;]*m/g, "") : value;
}
