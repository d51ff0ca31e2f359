import type { ReaderRow } from "../../topics/topic_view.ts";
import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { PAGE_PATHS } from "../paths.ts";
import { hrefOf } from "../place.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";

interface ReadersPage {
  readonly total: number;
  readonly page: number;
  readonly size: number;
  readonly groups: readonly ReaderRow[];
}

/** The groups that read a topic; they are asked for when somebody opens the panel. */
export function ReadersPanel({ name }: { readonly name: string }) {
  const [open, setOpen] = useState(false);
  const [page, setPage] = useState(0);
  const path = `/api/topics/${encodeURIComponent(name)}/groups?page=${page}`;
  const { value, error } = useJson<ReadersPage>(open ? path : null, { everyMs: 5000 });
  return html`
    <section class="card" aria-labelledby="readers-title">
      <header class="card-head">
        <h2 id="readers-title">Consumer groups</h2>
        ${value !== null && html`<span class="aside">${counted(value.total, "group")}</span>`}
        <button type="button" class="button" aria-expanded=${open ? "true" : "false"}
          onClick=${() => setOpen(!open)}>${open ? "Hide" : "Show groups and lag"}</button>
      </header>
      ${open && error !== null && html`<p class="form-error" role="alert">${error}</p>`}
      ${open && value !== null && html`<${Table} groups=${value.groups} />`}
      ${open && value !== null && value.total > value.size && html`
        <nav class="pager" aria-label="Pages of the groups">
          <button type="button" class="button" disabled=${page === 0}
            onClick=${() => setPage(page - 1)}>Previous</button>
          <span>Page ${page + 1} of ${Math.ceil(value.total / value.size)}</span>
          <button type="button" class="button" disabled=${(page + 1) * value.size >= value.total}
            onClick=${() => setPage(page + 1)}>Next</button>
        </nav>
      `}
    </section>
  `;
}

function Table({ groups }: { readonly groups: readonly ReaderRow[] }) {
  if (groups.length === 0) return html`<p class="calm">No group reads this topic.</p>`;
  return html`
    <table class="rows readers" role="table" aria-label="Consumer groups">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Group</th>
          <th role="columnheader" scope="col">State</th>
          <th role="columnheader" scope="col" class="number">Members here</th>
          <th role="columnheader" scope="col" class="number">Unread here</th>
          <th role="columnheader" scope="col" class="number">Never committed</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${groups.map(({ groupId, state, members, lag, uncommitted }) =>
          html`
            <tr role="row" key=${groupId}>
              <th role="rowheader" scope="row">
                <a href=${hrefOf(PAGE_PATHS.groups, { group: groupId })}>${groupId}</a>
              </th>
              <td role="cell" data-label="State">${state}</td>
              <td role="cell" class="number" data-label="Members here">${digits(members)}</td>
              <td role="cell" class="number strong" data-label="Unread here">${digits(lag)}</td>
              <td role="cell" class="number" data-label="Never committed">
                ${uncommitted === 0 ? "–" : counted(uncommitted, "partition")}
              </td>
            </tr>
          `
        )}
      </tbody>
    </table>
  `;
}
