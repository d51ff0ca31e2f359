import { counted, ranges } from "../format.ts";
import { html } from "../html.ts";
import type { GroupDetail, GroupMemberView } from "../../groups/group_view.ts";

/** Who is in a group and reads what. */
export function Members({ group }: { readonly group: GroupDetail }) {
  const { memberList, members } = group;
  return html`
    <section class="card" aria-labelledby="members-title">
      <header class="card-head">
        <h2 id="members-title">Members</h2>
        <span class="aside">${counted(members, "member")}${members > memberList.length
          ? `, of which ${memberList.length} are shown`
          : ""}</span>
      </header>
      ${members === 0 ? html`<p class="calm">Nobody is in it.</p>` : html`
        <table class="rows members-table" role="table" aria-label="Members and what they read">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">Client</th>
              <th role="columnheader" scope="col">Host</th>
              <th role="columnheader" scope="col">Reads</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${memberList.map((member) =>
              html`<${MemberRow} key=${member.memberId} member=${member} />`
            )}
          </tbody>
        </table>
      `}
    </section>
  `;
}

function MemberRow({ member }: { readonly member: GroupMemberView }) {
  const { clientId, memberId, host, assignment } = member;
  return html`
    <tr role="row">
      <th role="rowheader"
        scope="row">${clientId} <span class="minor block code">${memberId}</span></th>
      <td role="cell" data-label="Host">${host.replace(/^\//, "")}</td>
      <td role="cell" data-label="Reads">
        <span class="assigned">
          ${assignment.length === 0
            ? html`<span class="idle">idle: no partition is left for it</span>`
            : assignment.map(({ topic, partitions }) =>
              html`<span class="chip" key=${topic}>${topic} <b>${ranges(partitions)}</b></span>`
            )}
        </span>
      </td>
    </tr>
  `;
}
