import { counted, timeOfDay } from "../format.ts";
import { html } from "../html.ts";
import type { GroupDetail } from "../../groups/group_view.ts";
import type { RebalanceMember, RebalanceView } from "../../groups/rebalance.ts";
import { lengthOf } from "./words.ts";

/** A group's rebalances since the dashboard began to watch, the latest first. */
export function Rebalances({ group }: { readonly group: GroupDetail }) {
  const { timeline, rebalances, watchedSinceMs } = group;
  return html`
    <section class="card" aria-labelledby="rebalances-title">
      <header class="card-head">
        <h2 id="rebalances-title">Rebalances</h2>
        <span class="aside">${counted(rebalances, "rebalance")} seen since ${timeOfDay(
          watchedSinceMs,
        )}</span>
      </header>
      ${timeline.length === 0
        ? html`<p class="calm">Members and partitions have stayed as they were.</p>`
        : html`<ol class="timeline" reversed start=${timeline[0]?.number}>
          ${timeline.map((one) => html`<${Rebalance} key=${one.number} one=${one} />`)}
        </ol>`}
      <p class="note">Kafka tells onlookers no generation: rebalances are counted from looks at who
        is in the group and reads what, and their times are as exact as those looks.</p>
    </section>
  `;
}

function Rebalance({ one }: { readonly one: RebalanceView }) {
  const { number, startedAtMs, endedAtMs, joined, left, members, moved, states } = one;
  const { joinedCount, leftCount } = one;
  const changes = [
    ...(joinedCount === 0 ? [] : [`${named(joined, joinedCount)} came`]),
    ...(leftCount === 0 ? [] : [`${named(left, leftCount)} went`]),
    ...(moved === 0 ? [] : [`${counted(moved, "partition")} changed hands`]),
  ];
  return html`
    <li class=${endedAtMs === null ? "running" : ""}>
      <p class="when">
        <b>${endedAtMs === null ? "Rebalancing" : `Rebalance ${number}`}</b>
        <span class="aside">${timeOfDay(startedAtMs)}, ${lengthOf(one)}</span>
      </p>
      <p>${changes.length === 0 ? "Nobody came or went" : changes.join("; ")}; ${counted(
        members,
        "member",
      )}${endedAtMs === null ? " so far" : " afterwards"}.</p>
      <p class="minor">${states.join(" → ")}</p>
    </li>
  `;
}

const NAMED = 5;

function named(members: readonly RebalanceMember[], count: number): string {
  const names = members.slice(0, NAMED).map(({ clientId }) => clientId).join(", ");
  return count > NAMED ? `${names} and ${count - NAMED} more` : names;
}
