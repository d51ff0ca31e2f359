import type { DashboardSnapshot, GroupView, PartitionLagView, TopicView } from "../source.ts";
import { counted, digits, span } from "./format.ts";
import { html } from "./html.ts";
import { lagShare, laneScale, laneShape } from "./scale.ts";
import type { LaneScale } from "./scale.ts";
import { levelOf } from "./tiles.ts";

/** How far each group is in each partition: figures, and a lane from the low mark to the end. */
export function Lanes({ snapshot }: { readonly snapshot: DashboardSnapshot }) {
  const { groups, topics, totals } = snapshot;
  const read = new Set(groups.flatMap((group) => group.partitions.map(({ topic }) => topic)));
  const unread = topics.filter((topic) => !read.has(topic.name) && topic.partitions.length > 0);
  return html`
    <section class="card lanes" aria-labelledby="lanes-title">
      <header class="card-head">
        <h2 id="lanes-title">Partitions and lag</h2>
        <ul class="keys" aria-label="Parts of a lane">
          <li><span class="key-box read"></span> read</li>
          <li><span class="key-box unread"></span> unread</li>
          <li><span class="key-box free"></span> not written yet</li>
        </ul>
      </header>
      ${groups.map((group) => html`<${GroupLanes} key=${group.groupId} group=${group} />`)}
      ${unread.length > 0 && html`<${OtherTopics} topics=${unread} />`}
      ${totals !== undefined && html`<${More} totals=${totals} shown=${snapshot} />`}
      ${groups.length + unread.length === 0 && html`<p class="calm">There are no topics yet.</p>`}
    </section>
  `;
}

/** What of a large cluster is not shown here. */
function More({ totals, shown }: {
  readonly totals: NonNullable<DashboardSnapshot["totals"]>;
  readonly shown: DashboardSnapshot;
}) {
  const groups = totals.groups - shown.groups.length;
  const topics = totals.topics - shown.topics.length;
  if (groups <= 0 && topics <= 0) return null;
  const parts = [
    ...(groups > 0 ? [counted(groups, "group")] : []),
    ...(topics > 0 ? [counted(topics, "topic")] : []),
  ];
  return html`
    <p class="note">
      ${parts.join(
        " and ",
      )} more: see <a href="/topics">Topics</a> and <a href="/groups">Groups</a>.
    </p>
  `;
}

function GroupLanes({ group }: { readonly group: GroupView }) {
  const level = levelOf(group.verdict);
  const topics = Map.groupBy(group.partitions, ({ topic }) => topic);
  return html`
    <h3 class="group-name">
      ${group.groupId} <span class=${`badge ${level}`}>${group.verdict}</span>
    </h3>
    <p class="group-why">${group.why}</p>
    <${LaneTable} label=${`Lag of group ${group.groupId}`}>
      ${[...topics].map(([topic, partitions]) =>
        partitions.map((partition) =>
          html`
            <${LaneRow} key=${`${topic}/${partition.partition}`} partition=${partition}
              scale=${laneScale(partitions)} reader=${readerOf(group, partition)}
              share=${lagShare(partition, group.partitions)} />
          `
        )
      )}
    </${LaneTable}>
  `;
}

function OtherTopics({ topics }: { readonly topics: readonly TopicView[] }) {
  return html`
    <h3 class="group-name">Not read by any group</h3>
    <${LaneTable} label="Topics that no group reads">
      ${topics.map(({ name, partitions }) => {
        const rows = partitions.map(({ partition, low, end }): PartitionLagView => ({
          topic: name,
          partition,
          low,
          committed: null,
          end,
          lag: null,
          lagSeconds: null,
        }));
        return rows.map((row) =>
          html`<${LaneRow} key=${`${name}/${row.partition}`} partition=${row} scale=${
            laneScale(rows)
          } reader="" />`
        );
      })}
    </${LaneTable}>
  `;
}

function LaneTable({ label, children }: { readonly label: string; readonly children: unknown }) {
  return html`
    <table class="rows lag" role="table" aria-label=${label}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Partition</th>
          <th role="columnheader" scope="col">Lane</th>
          <th role="columnheader" scope="col" class="number">Low</th>
          <th role="columnheader" scope="col" class="number">Committed</th>
          <th role="columnheader" scope="col" class="number">End</th>
          <th role="columnheader" scope="col" class="number">Unread</th>
          <th role="columnheader" scope="col" class="number">Oldest</th>
          <th role="columnheader" scope="col" class="reader">Read by</th>
        </tr>
      </thead>
      <tbody role="rowgroup">${children}</tbody>
    </table>
  `;
}

interface RowProps {
  readonly partition: PartitionLagView;
  readonly scale: LaneScale;
  readonly reader: string;
  /** How much of the bar below the unread records is filled, in percent. */
  readonly share?: number;
}

function LaneRow({ partition, scale, reader, share = 0 }: RowProps) {
  const { topic, low, committed, end, lag, lagSeconds } = partition;
  return html`
    <tr role="row">
      <th role="rowheader" scope="row">${topic}<b>/${partition.partition}</b></th>
      <td role="cell" class="lane-cell">
        <${Lane} partition=${partition} scale=${scale} />
      </td>
      <td role="cell" data-label="Low" class="number">${digits(low)}</td>
      <td role="cell" data-label="Committed" class="number">
        ${committed === null ? html`<span class="minor">never</span>` : digits(committed)}
      </td>
      <td role="cell" data-label="End" class="number">${digits(end)}</td>
      <td role="cell" data-label="Unread" class="number strong">
        ${lag === null ? "–" : digits(lag)}
        ${lag !== null && html`<${LagBar} share=${share} />`}
      </td>
      <td role="cell" data-label="Oldest" class="number">${lagSeconds === null
        ? "–"
        : span(lagSeconds)}</td>
      <td role="cell" data-label="Read by" class="reader">${reader === "" ? "–" : reader}</td>
    </tr>
  `;
}

function LagBar({ share }: { readonly share: number }) {
  return html`
    <span class="lag-bar" aria-hidden="true"><span style=${{ width: `${share}%` }}></span></span>
  `;
}

function Lane({ partition, scale }: Pick<RowProps, "partition" | "scale">) {
  const { low, committed, end } = laneShape(partition, scale);
  const from = committed ?? low;
  const words = partition.committed === null
    ? `Offsets ${digits(partition.low)} to ${digits(partition.end)}, nothing committed`
    : `Offsets ${digits(partition.low)} to ${digits(partition.end)}, read up to ` +
      `${digits(partition.committed)}, ${digits(partition.lag ?? "0")} unread`;
  const at = (start: number, stop: number) => ({
    left: `${start}%`,
    width: `${Math.max(0, stop - start)}%`,
  });
  const behind = partition.lag !== null && partition.lag !== "0";
  return html`
    <div class="lane" role="img" aria-label=${words}>
      ${committed === null
        ? html`<span key="log" class="lane-kept" style=${at(low, end)}></span>`
        : html`<span key="log" class="lane-read" style=${at(low, Math.max(low, from))}></span>`}
      ${behind && html`<span key="unread" class="lane-unread" style=${at(from, end)}></span>`}
      <span key="low" class="lane-mark low" style=${{ left: `${low}%` }}></span>
      ${committed !== null &&
        html`<span key="committed" class="lane-mark committed" style=${{
          left: `${from}%`,
        }}></span>`}
    </div>
  `;
}

function readerOf(group: GroupView, { topic, partition }: PartitionLagView): string {
  const member = group.members.find(({ assignment }) =>
    assignment.some((place) => place.topic === topic && place.partition === partition)
  );
  return member?.clientId ?? "";
}
