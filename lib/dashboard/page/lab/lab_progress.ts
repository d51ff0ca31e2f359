import type { LabStandingView } from "../../lab/lab_source.ts";
import { counted } from "../format.ts";
import { html } from "../html.ts";

type Status = LabStandingView["status"];

const MARKS: Readonly<Record<Status, string>> = {
  "not started": "·",
  "in progress": "…",
  "passed": "✓",
  "stale": "↻",
};
const WORDS: Readonly<Record<Status, string>> = {
  "not started": "not started",
  "in progress": "in progress",
  "passed": "passed",
  "stale": "edited after it passed",
};
const LEVELS: Readonly<Record<Status, string>> = {
  "not started": "pending",
  "in progress": "warning",
  "passed": "ok",
  "stale": "warning",
};

/** All labs with where the learner of this machine stands. */
export function LabProgress({ labs }: { readonly labs: readonly LabStandingView[] }) {
  const passed = labs.filter(({ status }) => status === "passed").length;
  const next = labs.find(({ status }) => status !== "passed");
  return html`
    <section class="card" aria-labelledby="progress-title">
      <header class="card-head">
        <h2 id="progress-title">Progress</h2>
        <p class="aside">${passed} of ${labs.length} passed</p>
      </header>
      ${next !== undefined && html`
        <p class="note">Begin or go on: <code>deno task lab:${next.number}</code></p>
      `}
      <ol class="lab-list">
        ${labs.map((lab) => html`<${Lab} key=${lab.number} lab=${lab} />`)}
      </ol>
    </section>
  `;
}

function Lab({ lab }: { readonly lab: LabStandingView }) {
  const { number, title, status, misconception } = lab;
  return html`
    <li>
      <span class="lab-number">${number}</span>
      <span>
        ${title}
        <span class="minor">“${misconception}”</span>
      </span>
      <span class=${`badge ${LEVELS[status]}`}>
        <span aria-hidden="true">${MARKS[status]}</span> ${WORDS[status]}
      </span>
      <span class="minor lab-help">${helpText(lab)}</span>
    </li>
  `;
}

function helpText({ attempts, hintsSeen, revealed }: LabStandingView): string {
  return [
    ...(attempts > 0 ? [counted(attempts, "verdict")] : []),
    ...(revealed ? ["solution seen"] : hintsSeen > 0 ? [`${hintsSeen} of 3 hints`] : []),
  ].join(", ");
}
