import type { ClassroomFacts } from "../../classroom/classroom_routes.ts";
import { canWrite, send } from "../api.ts";
import { Dialog } from "../dialog.ts";
import { counted, timeOfDay } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { useStream } from "../use_stream.ts";
import { Board, VERDICT_WORDS } from "./board.ts";
import {
  BOARD_EVENTS,
  type BoardState,
  FIRST_BOARD_STATE,
  nextBoardState,
  passedOf,
} from "./board_state.ts";

/** The page of the classroom: labs × learners, live. */
export function ClassroomPage() {
  const { value, error } = useJson<ClassroomFacts>("/api/classroom");
  return html`
    <div class="page-head">
      <h1>Classroom</h1>
    </div>
    ${error !== null && html`<p class="banner" role="alert">${error}</p>`}
    ${value !== null &&
      (value.urls === null ? html`<${Closed} />` : html`<${Open} urls=${value.urls} />`)}
  `;
}

function Closed() {
  return html`
    <section class="card">
      <h2>No classroom is open</h2>
      <p class="calm">
        Start the dashboard with an address of this machine that learners can reach; it then shows
        the URL that they give to <code>deno task verify --report</code>:
      </p>
      <p><code>deno task dashboard --classroom 0.0.0.0:8090</code></p>
    </section>
  `;
}

function Open({ urls }: { readonly urls: readonly string[] }) {
  const [state, setState] = useState<BoardState>(FIRST_BOARD_STATE);
  const [leaving, setLeaving] = useState<string | null>(null);
  const connection = useStream("/api/classroom/events", {
    types: BOARD_EVENTS,
    onEvent: (event) => setState((known) => nextBoardState(known, event)),
  });
  return html`
    <section class="card" aria-labelledby="join-title">
      <h2 id="join-title">Learners join with</h2>
      ${urls.map((url) =>
        html`<p key=${url}><code class="join">deno task verify --report ${url} --name NAME</code></p>`
      )}
      <p class="note">Sent are the name that each learner chooses, numbers of labs, verdicts and
        times, and nothing else. They are records of topic <code>workshop-results</code>.</p>
    </section>
    <section class="card" aria-labelledby="board-title">
      <header class="card-head">
        <h2 id="board-title">Board</h2>
        <p class="aside" id="board-summary">${summaryOf(state)}</p>
        ${connection === "lost" && html`<span class="badge problem">No connection</span>`}
      </header>
      ${state.failure !== null && html`<p class="form-error" role="alert">Results can't be read at
        the moment: ${state.failure}</p>`}
      <p class="note" role="status">${lastText(state)}</p>
      ${state.learners.length === 0
        ? html`<p class="calm">Nobody has reported yet.</p>`
        : html`<${Board} state=${state} onRemove=${canWrite() ? setLeaving : null} />`}
    </section>
    ${leaving !== null &&
      html`<${Removal} name=${leaving} onClose=${() => setLeaving(null)} />`}
  `;
}

function summaryOf({ learners }: BoardState): string {
  const passed = learners.reduce((sum, learner) => sum + passedOf(learner), 0);
  return `${counted(learners.length, "learner")}, ${counted(passed, "pass").replace(/s$/, "es")}`
    .replace("1 passes", "1 pass");
}

function lastText({ last, labs }: BoardState): string {
  if (last === null) return "";
  const title = labs.find(({ number }) => number === last.lab)?.title ?? "";
  const verdict = VERDICT_WORDS[last.cell.verdict];
  return `Last change ${
    timeOfDay(last.cell.atMs)
  }: ${last.name}, lab ${last.lab} ${title}: ${verdict}`;
}

function Removal({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const remove = async () => {
    setBusy(true);
    try {
      await send("DELETE", `/api/classroom/learners/${encodeURIComponent(name)}`);
      onClose();
    } catch (problem) {
      setError(problem instanceof Error ? problem.message : String(problem));
      setBusy(false);
    }
  };
  return html`
    <${Dialog} title=${`Take ${name} off the board?`} action="Take off the board" danger=${true}
      busy=${busy} error=${error} onAction=${remove} onClose=${onClose}>
      <p>All results of ${name} are deleted from topic workshop-results. What this learner reports
        later is shown again.</p>
      </${Dialog}>
  `;
}
