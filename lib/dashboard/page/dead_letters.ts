import type { DeadLettersView, DeadLetterView } from "../source.ts";
import { counted, digits, shortened, timeOfDay } from "./format.ts";
import { html } from "./html.ts";

interface DeadLettersProps {
  readonly deadLetters: DeadLettersView;
  /** Attempts after a first one, of all records. */
  readonly retried: number;
}

/** Records that were given up on and why. */
export function DeadLetters({ deadLetters, retried }: DeadLettersProps) {
  const { topic, total, latest } = deadLetters;
  const retries = retried === 1 ? "1 retry" : `${digits(retried)} retries`;
  return html`
    <section class="card" aria-labelledby="dead-title">
      <header class="card-head">
        <h2 id="dead-title">Dead letters</h2>
        <span class="aside">${counted(total, "record")} in topic ${topic}, ${retries} in all</span>
      </header>
      ${latest.length === 0
        ? html`<p class="calm">No record was given up on.</p>`
        : html`<${LatestTable} latest=${latest} />`}
    </section>
  `;
}

function LatestTable({ latest }: { readonly latest: readonly DeadLetterView[] }) {
  return html`
    <table class="rows dead" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Time</th>
          <th role="columnheader" scope="col">From</th>
          <th role="columnheader" scope="col">Error</th>
          <th role="columnheader" scope="col">Stage</th>
          <th role="columnheader" scope="col" class="number">Attempts</th>
          <th role="columnheader" scope="col">Reason</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${latest.map((letter) => html`<${LetterRow} key=${placeOf(letter)} letter=${letter} />`)}
      </tbody>
    </table>
  `;
}

function LetterRow({ letter }: { readonly letter: DeadLetterView }) {
  return html`
    <tr role="row">
      <td role="cell" data-label="Time">${timeOfDay(letter.atMs)}</td>
      <td role="cell" data-label="From" class="code">${placeOf(letter)}</td>
      <td role="cell" data-label="Error">
        <span class="code">${letter.errorCode}</span>
        <span class="minor">${letter.errorClass}</span>
      </td>
      <td role="cell" data-label="Stage">${letter.stage}</td>
      <td role="cell" data-label="Attempts" class="number">${digits(letter.attempts)}</td>
      <td role="cell" data-label="Reason" class="reason">${shortened(letter.reason)}</td>
    </tr>
  `;
}

function placeOf({ topic, partition, offset }: DeadLetterView): string {
  return partition < 0
    ? `${topic}, line ${digits(offset)}`
    : `${topic}/${partition} @ ${digits(offset)}`;
}
