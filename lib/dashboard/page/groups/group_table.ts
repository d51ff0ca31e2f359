import { digits, span } from "../format.ts";
import { html } from "../html.ts";
import { PAGE_PATHS } from "../paths.ts";
import { hrefOf } from "../place.ts";
import { levelOf } from "../tiles.ts";
import type { GroupSummary } from "../../groups/group_view.ts";
import { levelOfState, meaningOf } from "./words.ts";

/** A badge with a group's state. */
export function StateBadge({ state }: { readonly state: string }) {
  return html`<span class=${`badge ${levelOfState(state)}`} title=${
    meaningOf(state)
  }>${state}</span>`;
}

/** Groups, a line each. */
export function GroupTable({ groups }: { readonly groups: readonly GroupSummary[] }) {
  return html`
    <table class="rows groups" role="table" aria-label="Consumer groups">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Group</th>
          <th role="columnheader" scope="col">State</th>
          <th role="columnheader" scope="col">Trend</th>
          <th role="columnheader" scope="col" class="number">Members</th>
          <th role="columnheader" scope="col" class="number">Topics</th>
          <th role="columnheader" scope="col" class="number">Unread</th>
          <th role="columnheader" scope="col" class="number">Oldest</th>
          <th role="columnheader" scope="col" class="number">Rebalances</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${groups.map((group) => html`<${GroupRow} key=${group.groupId} group=${group} />`)}
      </tbody>
    </table>
  `;
}

function GroupRow({ group }: { readonly group: GroupSummary }) {
  const { groupId, state, verdict, why, totalLag, lagSeconds, uncommitted } = group;
  return html`
    <tr role="row">
      <th role="rowheader" scope="row">
        <a href=${hrefOf(PAGE_PATHS.groups, { group: groupId })}>${groupId}</a>
      </th>
      <td role="cell" data-label="State">
        <${StateBadge} state=${state} />
      </td>
      <td role="cell" data-label="Trend">
        <span class=${`badge ${levelOf(verdict)}`} title=${why}>${verdict}</span>
      </td>
      <td role="cell" data-label="Members" class="number">${digits(group.members)}</td>
      <td role="cell" data-label="Topics" class="number">${digits(group.topics)}</td>
      <td role="cell" data-label="Unread" class="number strong">
        ${digits(totalLag)}
        ${uncommitted > 0 &&
          html`<span class="minor block">+ ${digits(uncommitted)} never committed</span>`}
      </td>
      <td role="cell" data-label="Oldest" class="number">${lagSeconds === null
        ? "–"
        : span(lagSeconds)}</td>
      <td role="cell" data-label="Rebalances" class="number">${digits(group.rebalances)}</td>
    </tr>
  `;
}
