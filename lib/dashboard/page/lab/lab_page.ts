import type { LabRunView } from "../../lab/lab_source.ts";
import type { PageElement, PageEventLike } from "../browser.ts";
import { counted, timeOfDay } from "../format.ts";
import { html } from "../html.ts";
import { hrefOf, navigate, type PageProps } from "../place.ts";
import { useEffect, useRef, useState } from "../preact.ts";
import { type Connection, useStream } from "../use_stream.ts";
import { LabProgress } from "./lab_progress.ts";
import { FIRST_LAB_STATE, LAB_EVENTS, type LabState, nextLabState, runName } from "./lab_state.ts";
import { ShownItem } from "./shown_item.ts";

/** The page of the labs: the run that goes on, and where the learner stands. */
export function LabPage({ query }: PageProps) {
  const chosen = query.get("run");
  const [state, setState] = useState<LabState>(FIRST_LAB_STATE);
  const connection = useStream(hrefOf("/api/lab/events", { run: chosen ?? "" }), {
    types: LAB_EVENTS,
    onEvent: (event) => setState((known) => nextLabState(known, event)),
  });
  return html`
    <div class="page-head">
      <h1>Lab</h1>
    </div>
    ${state.failure !== null && html`<p class="banner" role="alert">${state.failure}</p>`}
    <div class="columns">
      <div class="wide">
        <${Run} state=${state} chosen=${chosen} connection=${connection} />
      </div>
      <div class="narrow">
        <${LabProgress} labs=${state.labs} />
      </div>
    </div>
  `;
}

interface RunProps {
  readonly state: LabState;
  readonly chosen: string | null;
  readonly connection: Connection;
}

function Run({ state, chosen, connection }: RunProps) {
  const run = state.runs.find(({ id }) => id === state.runId);
  return html`
    <section class="card" aria-labelledby="run-title">
      <header class="card-head">
        <h2 id="run-title">${run === undefined ? "No run yet" : `deno task ${runName(run)}`}</h2>
        ${run !== undefined && html`<${RunState} run=${run} />`}
        ${connection === "lost" && html`<span class="badge problem">No connection</span>`}
      </header>
      ${state.runs.length > 0 && html`<${RunChoice} runs=${state.runs} chosen=${chosen} />`}
      ${run === undefined
        ? html`
          <p class="calm">Begin a lab in a terminal of this machine, and watch it here:</p>
          <p><code>deno task lab:01</code></p>
        `
        : html`<${RunLog} state=${state} />`}
    </section>
  `;
}

function RunState({ run }: { readonly run: LabRunView }) {
  return html`
    <span class=${`badge ${run.running ? "ok" : "pending"}`}>${run.running
      ? "Running"
      : "Ended"}</span>
    <span class="aside">since ${timeOfDay(run.startedAtMs)}, seed <code>${run.seed}</code></span>
  `;
}

interface ChoiceProps {
  readonly runs: readonly LabRunView[];
  readonly chosen: string | null;
}

function RunChoice({ runs, chosen }: ChoiceProps) {
  const choose = ({ target }: PageEventLike) =>
    navigate(hrefOf("/lab", { run: target.value }), { replace: true });
  return html`
    <div class="toolbar">
      <div class="field">
        <label for="run-choice">Run</label>
        <select id="run-choice" class="input" value=${chosen ?? ""} onChange=${choose}>
          <option value="">Always the newest</option>
          ${runs.map((run) =>
            html`<option key=${run.id} value=${run.id}>${timeOfDay(run.startedAtMs)} ${
              runName(
                run,
              )
            }${run.running ? ", running" : ""}</option>`
          )}
        </select>
      </div>
    </div>
  `;
}

/** Stays at its end while it is there; whoever scrolls up reads on in peace. */
function RunLog({ state }: { readonly state: LabState }) {
  const { items, leftOut, cut } = state;
  const log = useRef<(PageElement & { scrollHeight: number }) | null>(null);
  const following = useRef(true);
  useEffect(() => {
    if (following.current && log.current !== null) log.current.scrollTop = log.current.scrollHeight;
  }, [items]);
  const onScroll = () => {
    const { scrollTop, clientHeight, scrollHeight } = log.current!;
    following.current = scrollTop + clientHeight > scrollHeight - 40;
  };
  return html`
    <div class="run-log" role="log" tabindex="0" aria-label="What the run shows" ref=${log}
      onScroll=${onScroll}>
      ${leftOut > 0 && html`<p class="note">${counted(leftOut, "earlier piece")} left out</p>`}
      ${items.map(({ number, shown }) => html`<${ShownItem} key=${number} shown=${shown} />`)}
      ${cut && html`<p class="note">The run tells more than is kept: see its terminal</p>`}
    </div>
  `;
}
