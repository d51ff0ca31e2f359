import { timeOfDay } from "./format.ts";
import { html } from "./html.ts";
import type { SourceFailure } from "../poller.ts";
import type { ClusterView } from "../source.ts";
import { type Loaded, useJson } from "./use_json.ts";

/** What every page knows of the dashboard and its cluster. */
export interface Status {
  readonly atMs: number | null;
  readonly title: string | null;
  readonly cluster: ClusterView | null;
  readonly failure: SourceFailure | null;
  /** How many alerts are firing. */
  readonly firing: number;
  readonly write: boolean;
}

const LOOK_EVERY_MS = 2000;

/** The dashboard's status, looked at every other second. */
export function useStatus(): Loaded<Status> {
  return useJson<Status>("/api/status", { everyMs: LOOK_EVERY_MS });
}

/** A line across a page when the server or the cluster behind it doesn't answer. */
export function StatusBanner({ status }: { readonly status: Loaded<Status> }) {
  const { value, error } = status;
  const failure = value?.failure ?? null;
  const down = value?.cluster?.up === false;
  const text = error !== null
    ? `${error}; the page keeps trying.`
    : failure !== null
    ? `No fresh figures since ${timeOfDay(failure.sinceMs)}: ${failure.message}.`
    : down
    ? `The cluster does not answer: ${value?.cluster?.why ?? "no reason is known"}.`
    : "";
  return html`
    <div class="banner-place" role="alert">
      ${text !== "" && html`<p class="banner">${text}</p>`}
    </div>
  `;
}
