import type { PartitionRow } from "../../topics/topic_view.ts";
import { bytes, digits } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";

const SHOWN = 100;

/** Leaders, replicas, offsets and sizes; long tables are opened further by a button. */
export function PartitionTable({ partitions }: { readonly partitions: readonly PartitionRow[] }) {
  const [shown, setShown] = useState(SHOWN);
  return html`
    <section class="card" aria-labelledby="partitions-title">
      <header class="card-head">
        <h2 id="partitions-title">Partitions</h2>
        <span class="aside">offsets, and the brokers that hold them</span>
      </header>
      <table class="rows partitions" role="table" aria-label="Partitions">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Partition</th>
            <th role="columnheader" scope="col">Leader</th>
            <th role="columnheader" scope="col">Replicas</th>
            <th role="columnheader" scope="col">In sync</th>
            <th role="columnheader" scope="col" class="number">Low</th>
            <th role="columnheader" scope="col" class="number">End</th>
            <th role="columnheader" scope="col" class="number">Records</th>
            <th role="columnheader" scope="col" class="number">Size</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${partitions.slice(0, shown).map((row) =>
            html`<${Row} key=${row.partition} row=${row} />`
          )}
        </tbody>
      </table>
      ${partitions.length > shown && html`
        <p class="pager">
          <button type="button" class="button" onClick=${() => setShown(shown + 500)}>
            Show more of ${digits(partitions.length)}
          </button>
        </p>
      `}
    </section>
  `;
}

function Row({ row }: { readonly row: PartitionRow }) {
  const { partition, leader, replicas, inSyncReplicas, low, end, records, sizeBytes } = row;
  const behind = inSyncReplicas.length < replicas.length;
  return html`
    <tr role="row">
      <th role="rowheader" scope="row">${partition}</th>
      <td role="cell" data-label="Leader">
        ${leader < 0 ? html`<span class="badge problem">none</span>` : leader}
      </td>
      <td role="cell" data-label="Replicas">${replicas.join(", ")}</td>
      <td role="cell" data-label="In sync">
        ${inSyncReplicas.join(", ")} ${behind && html`<span class="badge warning">behind</span>`}
      </td>
      <td role="cell" class="number" data-label="Low">${low === null ? "–" : digits(low)}</td>
      <td role="cell" class="number" data-label="End">${end === null ? "–" : digits(end)}</td>
      <td role="cell" class="number" data-label="Records">${digits(records)}</td>
      <td role="cell" class="number" data-label="Size">
        ${sizeBytes === null ? "–" : bytes(sizeBytes)}
      </td>
    </tr>
  `;
}
