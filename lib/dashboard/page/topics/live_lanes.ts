import type { LanesView } from "../../topics/topic_lanes.ts";
import { digits, timeOfDay } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import { laneScale, laneShape } from "../scale.ts";
import { type StreamEvent, useStream } from "../use_stream.ts";

const TYPES = ["lanes", "failure", "gone"];
const COLORS = ["one", "two", "three", "four", "five", "six"];

interface Seen {
  readonly view: LanesView | null;
  /** Why there is nothing new. */
  readonly problem: string | null;
}

/** Each partition as a lane: the first record kept, each group's commit, the end, all moving. */
export function LiveLanes({ name }: { readonly name: string }) {
  const [seen, setSeen] = useState<Seen>({ view: null, problem: null });
  const connection = useStream(`/events/topics/${encodeURIComponent(name)}`, {
    types: TYPES,
    onEvent: ({ type, data }: StreamEvent) => {
      if (type === "lanes") setSeen({ view: data as LanesView, problem: null });
      else setSeen(({ view }) => ({ view, problem: (data as { message: string }).message }));
    },
  });
  const { view } = seen;
  const problem = connection === "lost" ? "The dashboard's server does not answer" : seen.problem;
  return html`
    <section class="card" aria-labelledby="lanes-title">
      <header class="card-head">
        <h2 id="lanes-title">Lanes</h2>
        <span class="aside">${view === null ? "" : `live, ${timeOfDay(view.atMs)}`}</span>
        <${Keys} view=${view} />
      </header>
      ${problem !== null &&
        html`<p class="form-error" role="alert">${problem}; the lanes stand still.</p>`}
      ${view === null
        ? problem === null && html`<p class="waiting">Waiting for the first look…</p>`
        : html`<${Lanes} view=${view} />`}
    </section>
  `;
}

function Keys({ view }: { readonly view: LanesView | null }) {
  return html`
    <ul class="keys" aria-label="Marks of a lane">
      <li><span class="key-box kept"></span> kept records</li>
      ${(view?.groups ?? []).map(({ groupId }, at) =>
        html`<li key=${groupId}><span class=${`key-mark ${COLORS[at]}`}></span> ${groupId}</li>`
      )}
      ${view !== null && view.moreGroups > 0 && html`<li>and ${digits(view.moreGroups)} more</li>`}
    </ul>
  `;
}

function Lanes({ view }: { readonly view: LanesView }) {
  const told = view.partitions.map(({ low, end }) => ({
    low: low ?? "0",
    committed: null,
    end: end ?? low ?? "0",
  }));
  const scale = laneScale(told);
  return html`
    <ol class="live-lanes">
      ${view.partitions.map(({ partition, end }, at) => {
        const { low, end: stop } = laneShape(told[at]!, scale);
        const commits = view.groups.flatMap(({ groupId, committed }, color) => {
          const offset = committed[partition];
          return offset === undefined ? [] : [{ groupId, offset, color }];
        });
        return html`
          <li key=${partition}>
            <span class="lane-name">${partition}</span>
            <div class="lane" role="img" aria-label=${inWords(told[at]!, commits)}>
              <span class="lane-kept" style=${{
                left: `${low}%`,
                width: `${Math.max(0, stop - low)}%`,
              }}></span>
              <span class="lane-mark low" style=${{ left: `${low}%` }}></span>
              ${commits.map(({ groupId, offset, color }) => {
                const place = laneShape({ ...told[at]!, committed: offset }, scale).committed ?? 0;
                return html`
                  <span key=${groupId} class=${`lane-commit ${COLORS[color]}`}
                    style=${{ left: `${place}%` }}></span>
                `;
              })}
            </div>
            <span class="lane-end">${end === null ? "no leader" : digits(end)}</span>
          </li>
        `;
      })}
    </ol>
  `;
}

function inWords(
  { low, end }: { readonly low: string; readonly end: string },
  commits: readonly { readonly groupId: string; readonly offset: string }[],
): string {
  const groups = commits.map(({ groupId, offset }) => `, ${groupId} at ${digits(offset)}`).join("");
  return `Offsets ${digits(low)} to ${digits(end)}${groups}`;
}
