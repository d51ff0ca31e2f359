import type { DashboardSnapshot } from "../source.ts";
import { digits, span, timeOfDay } from "./format.ts";
import { html } from "./html.ts";
import type { PageState } from "./state.ts";

interface HeadProps {
  readonly state: PageState;
  readonly paused: boolean;
  readonly onPause: () => void;
  /** Seconds without news. */
  readonly silentSeconds: number;
}

const SILENT_AFTER_SECONDS = 5;

/** The overview's head: on which broker, how fresh the figures are. */
export function Head({ state, paused, onPause, silentSeconds }: HeadProps) {
  const { snapshot } = state;
  return html`
    <div class="page-head">
      <h1>Overview</h1>
      <p class="spacer"></p>
      <${Freshness} state=${state} paused=${paused} silentSeconds=${silentSeconds} />
      <button type="button" class="pause" aria-pressed=${paused
        ? "true"
        : "false"} onClick=${onPause}>
        ${paused ? "Resume" : "Pause"}
      </button>
      ${snapshot !== null && html`<${Facts} snapshot=${snapshot} />`}
    </div>
  `;
}

function Freshness({ state, paused, silentSeconds }: Omit<HeadProps, "onPause">) {
  const { connection, failure, snapshot } = state;
  const [kind, word] = paused
    ? ["held", "Paused"]
    : connection === "connecting"
    ? ["held", "Connecting"]
    : connection === "lost" || silentSeconds >= SILENT_AFTER_SECONDS
    ? ["stale", "No connection"]
    : failure !== null
    ? ["stale", "No fresh figures"]
    : snapshot?.cluster.up === false
    ? ["stale", "Cluster away"]
    : ["live", "Live"];
  return html`
    <p class=${`fresh ${kind}`}>
      <span class="dot" aria-hidden="true"></span> ${word}
      ${snapshot !== null && html`<time>${timeOfDay(snapshot.atMs)}</time>`}
    </p>
  `;
}

function Facts({ snapshot }: { readonly snapshot: DashboardSnapshot }) {
  const { kind, version, bootstrapServers, clusterId, brokers } = snapshot.cluster;
  const partitions = snapshot.totals?.partitions ??
    snapshot.topics.reduce((sum, topic) => sum + topic.partitions.length, 0);
  const topics = snapshot.totals?.topics ?? snapshot.topics.length;
  const facts: [string, string][] = [
    ["Broker", `${kind}, ${version}`],
    ["Address", bootstrapServers],
    ["Cluster", clusterId === "" ? "unknown" : clusterId],
    ["Brokers", brokers.map(({ id, address }) => `${id} at ${address}`).join(", ") || "unknown"],
    ["Topics", `${digits(topics)} with ${digits(partitions)} partitions`],
  ];
  return html`
    <dl class="facts">
      ${facts.map(([name, value]) =>
        html`
          <div key=${name}>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>
        `
      )}
    </dl>
  `;
}

/** A line across the page when what it shows is old, and why. */
export function Banner({ state, silentSeconds }: Pick<HeadProps, "state" | "silentSeconds">) {
  const { connection, failure, snapshot } = state;
  const shown = snapshot === null ? "" : ` The figures below are from ${timeOfDay(snapshot.atMs)}.`;
  const lost = connection === "lost" ||
    (connection === "open" && silentSeconds >= SILENT_AFTER_SECONDS);
  const text = lost
    ? `The dashboard's server has said nothing for ${
      span(silentSeconds)
    }; the page keeps trying.${shown}`
    : failure !== null
    ? `No fresh figures since ${timeOfDay(failure.sinceMs)}: ${failure.message}.${shown}`
    : snapshot?.cluster.up === false
    ? `The cluster does not answer: ${snapshot.cluster.why ?? "no reason is known"}. ` +
      `The figures below are the last that it gave; the page goes on when it is back.`
    : "";
  return html`
    <div class="banner-place" role="alert">
      ${text !== "" && html`<p class="banner">${text}</p>`}
    </div>
  `;
}
