import { canWrite } from "../api.ts";
import { counted, digits, span } from "../format.ts";
import { html } from "../html.ts";
import { PAGE_PATHS } from "../paths.ts";
import type { GroupDetail, GroupPartitionView, GroupTopicView } from "../../groups/group_view.ts";
import { Pager } from "./pager.ts";

interface PartitionsProps {
  readonly group: GroupDetail;
  readonly onPage: (page: number) => void;
  readonly onForget: (topic: string) => void;
}

/** How far a group is in each partition of its topics. */
export function Partitions({ group, onPage, onForget }: PartitionsProps) {
  const { partitions, partitionCount, topicList, page, pages } = group;
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  return html`
    <section class="card" aria-labelledby="partitions-title">
      <header class="card-head">
        <h2 id="partitions-title">Lag by partition</h2>
        <span class="aside">${counted(partitionCount, "partition")} of ${counted(
          topicList.length,
          "topic",
        )}</span>
      </header>
      ${partitionCount === 0 &&
        html`<p class="calm">It has committed nothing and is assigned nothing.</p>`}
      ${topicList.filter(({ topic }) => byTopic.has(topic)).map((topic) =>
        html`
          <${TopicPartitions} key=${topic.topic} topic=${topic} onForget=${onForget}
            partitions=${byTopic.get(topic.topic) ?? []} />
        `
      )}
      <${Pager} label="partitions" page=${page} pages=${pages} onPage=${onPage} />
    </section>
  `;
}

interface TopicProps extends Pick<PartitionsProps, "onForget"> {
  readonly topic: GroupTopicView;
  readonly partitions: readonly GroupPartitionView[];
}

function TopicPartitions({ topic, partitions, onForget }: TopicProps) {
  const missing = topic.partitions - topic.committed;
  return html`
    <header class="card-head sub">
      <h3><a href=${`${PAGE_PATHS.topics}/${encodeURIComponent(topic.topic)}`}>${topic
        .topic}</a></h3>
      <span class="aside">${digits(topic.lag)} unread${missing === 0
        ? ""
        : `; ${counted(missing, "partition")} never committed`}</span>
      ${canWrite() && topic.committed > 0 &&
        html`<button type="button" class="button link" onClick=${() => onForget(topic.topic)}>
          Forget offsets of ${topic.topic}…</button>`}
    </header>
    <table class="rows offsets" role="table" aria-label=${`Offsets in ${topic.topic}`}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Partition</th>
          <th role="columnheader" scope="col" class="number">Low</th>
          <th role="columnheader" scope="col" class="number">Committed</th>
          <th role="columnheader" scope="col" class="number">End</th>
          <th role="columnheader" scope="col" class="number">Unread</th>
          <th role="columnheader" scope="col" class="number">Oldest</th>
          <th role="columnheader" scope="col" class="reader">Read by</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${partitions.map((at) => html`<${PartitionRow} key=${at.partition} at=${at} />`)}
      </tbody>
    </table>
  `;
}

function PartitionRow({ at }: { readonly at: GroupPartitionView }) {
  return html`
    <tr role="row">
      <th role="rowheader" scope="row">${at.partition}</th>
      <td role="cell" data-label="Low" class="number">${digits(at.low)}</td>
      <td role="cell" data-label="Committed" class="number">${at.committed === null
        ? html`<span class="minor">never</span>`
        : digits(at.committed)}</td>
      <td role="cell" data-label="End" class="number">${digits(at.end)}</td>
      <td role="cell" data-label="Unread" class="number strong">${at.lag === null
        ? "–"
        : digits(at.lag)}</td>
      <td role="cell" data-label="Oldest" class="number">${at.lagSeconds === null
        ? "–"
        : span(at.lagSeconds)}</td>
      <td role="cell" data-label="Read by" class="reader">${at.clientId ?? "–"}</td>
    </tr>
  `;
}
