import type { GroupView } from "../source.ts";
import { ranges } from "./format.ts";
import { html } from "./html.ts";
import { PAGE_PATHS } from "./paths.ts";
import { hrefOf } from "./place.ts";

type Member = GroupView["members"][number];

/** Who reads which partitions. */
export function Consumers({ groups }: { readonly groups: readonly GroupView[] }) {
  const count = groups.reduce((sum, group) => sum + group.members.length, 0);
  return html`
    <section class="card" aria-labelledby="consumers-title">
      <header class="card-head">
        <h2 id="consumers-title">Consumers</h2>
        <span class="aside">${count} in ${groups.length === 1
          ? "1 group"
          : `${groups.length} groups`}</span>
      </header>
      ${groups.map((group) => html`<${GroupMembers} key=${group.groupId} group=${group} />`)}
      ${groups.length === 0 && html`<p class="calm">No group has read anything yet.</p>`}
    </section>
  `;
}

function GroupMembers({ group }: { readonly group: GroupView }) {
  return html`
    <h3 class="group-name">
      <a href=${hrefOf(PAGE_PATHS.groups, { group: group.groupId })}>${group
        .groupId}</a> <span class="state">${group.state}</span></h3>
    ${group.members.length === 0
      ? html`<p class="calm">Nobody is in it.</p>`
      : html`<ul class="members">
        ${
        group.members.map((member) =>
          html`<${MemberItem} key=${member.memberId} member=${member} />`
        )
      }
      </ul>`}
  `;
}

function MemberItem({ member }: { readonly member: Member }) {
  const topics = Map.groupBy(member.assignment, ({ topic }) => topic);
  return html`
    <li class="member">
      <p class="client">${member.clientId} <span class="host">${member.host.replace(
        /^\//,
        "",
      )}</span></p>
      <p class="assigned">
        ${topics.size === 0
          ? html`<span class="idle">idle: no partition is left for it</span>`
          : [...topics].map(([topic, places]) =>
            html`<span class="chip" key=${topic}>${topic} <b>${
              ranges(places.map(({ partition }) => partition))
            }</b></span>`
          )}
      </p>
    </li>
  `;
}
