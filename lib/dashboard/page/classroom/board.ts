import type { BoardCell, BoardLab, BoardLearner } from "../../classroom/class_board.ts";
import { timeOfDay } from "../format.ts";
import { html } from "../html.ts";
import { type BoardState, labCounts, passedOf } from "./board_state.ts";

type Verdict = BoardCell["verdict"];

/** What stands for a verdict, without its colour. */
const MARKS: Readonly<Record<Verdict, string>> = { pass: "✓", fail: "✗", inconclusive: "?" };

/** A verdict in words. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  pass: "passed",
  fail: "not passed yet",
  inconclusive: "undecided",
};

interface BoardProps {
  readonly state: BoardState;
  /** Takes a learner off; null where nothing may be changed. */
  readonly onRemove: ((name: string) => void) | null;
}

/** Labs × learners: a mark, a shape and a colour for each verdict, and its words for who can't see. */
export function Board({ state, onRemove }: BoardProps) {
  const { labs, learners } = state;
  return html`
    <ul class="board-key" aria-label="Marks">
      ${(["pass", "fail", "inconclusive"] as const).map((verdict) =>
        html`<li key=${verdict}><span class=${`cell ${verdict}`} aria-hidden="true">${
          MARKS[
            verdict
          ]
        }</span> ${VERDICT_WORDS[verdict]}</li>`
      )}
      <li><span class="cell none" aria-hidden="true">·</span> nothing reported</li>
    </ul>
    <table class="board" role="table" aria-label="Labs by learners">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" class="board-name">Learner</th>
          ${labs.map(({ number, title }) =>
            html`<th key=${number} role="columnheader" scope="col"><abbr title=${title}>${number}</abbr></th>`
          )}
          <th role="columnheader" scope="col" class="board-sum">Passed</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${learners.map((learner) =>
          html`<${Row} key=${learner.name} learner=${learner} labs=${labs} onRemove=${onRemove} />`
        )}
      </tbody>
      <tfoot role="rowgroup">
        <tr role="row">
          <th role="rowheader" scope="row" class="board-name">Passed by</th>
          ${labs.map(({ number }) =>
            html`<td key=${number} role="cell">${labCounts(learners, number).pass}</td>`
          )}
          <td role="cell" class="board-sum"></td>
        </tr>
      </tfoot>
    </table>
  `;
}

interface RowProps {
  readonly learner: BoardLearner;
  readonly labs: readonly BoardLab[];
  readonly onRemove: BoardProps["onRemove"];
}

function Row({ learner, labs, onRemove }: RowProps) {
  const { name, results } = learner;
  return html`
    <tr role="row">
      <th role="rowheader" scope="row" class="board-name">
        <bdi>${name}</bdi>
        ${onRemove !== null && html`
          <button type="button" class="button link"
            aria-label=${`remove ${name} from the board`} onClick=${() =>
              onRemove(name)}>remove</button>
        `}
      </th>
      ${labs.map(({ number }) => html`<${Cell} key=${number} cell=${results[number] ?? null} />`)}
      <td role="cell" class="board-sum">${passedOf(learner)}</td>
    </tr>
  `;
}

function Cell({ cell }: { readonly cell: BoardCell | null }) {
  if (cell === null) {
    return html`<td role="cell"><span class="cell none" aria-hidden="true">·</span>
      <span class="unseen">nothing</span></td>`;
  }
  const words = `${VERDICT_WORDS[cell.verdict]}, ${timeOfDay(cell.atMs)}`;
  return html`<td role="cell" title=${words}>
    <span class=${`cell ${cell.verdict}`} aria-hidden="true">${MARKS[cell.verdict]}</span>
    <span class="unseen">${words}</span></td>`;
}
