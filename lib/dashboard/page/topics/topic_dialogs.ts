import type { TopicDetail } from "../../topics/topic_view.ts";
import type { PageEventLike } from "../browser.ts";
import { Dialog } from "../dialog.ts";
import { digits } from "../format.ts";
import { html } from "../html.ts";
import { navigate } from "../place.ts";
import { useState } from "../preact.ts";
import { Field } from "./field.ts";
import { useOrder } from "./use_order.ts";

interface DialogProps {
  readonly topic: TopicDetail;
  readonly onClose: () => void;
}

/** Raises the number of partitions. */
export function AddPartitions({ topic, onClose }: DialogProps) {
  const { length } = topic.partitions;
  const [count, setCount] = useState(String(length + 1));
  const order = useOrder(onClose);
  return html`
    <${Dialog} title="Add partitions" action="Add" ready=${Number(count) > length}
      busy=${order.busy} error=${order.error} onClose=${onClose}
      onAction=${() => order.give("POST", `${pathOf(topic)}/partitions`, { count: Number(count) })}>
      <${Field} label="Partitions in all" type="number" min=${String(length + 1)} value=${count}
        onText=${setCount} autofocus
        hint=${`Now ${length}. Records of a key go to another partition from then on; there is no way back.`} />
      </${Dialog}>
  `;
}

/** Deletes what lies before an offset. */
export function DeleteRecords({ topic, onClose }: DialogProps) {
  const [partition, setPartition] = useState("all");
  const [offset, setOffset] = useState("");
  const [typed, setTyped] = useState("");
  const order = useOrder(onClose);
  const one = topic.partitions.find((row) => String(row.partition) === partition);
  const before = one === undefined
    ? topic.partitions.flatMap(({ partition, end }) =>
      end === null ? [] : [{ partition, offset: end }]
    )
    : [{ partition: one.partition, offset }];
  const ready = typed === topic.name && (one === undefined || /^\d+$/.test(offset));
  return html`
    <${Dialog} title="Delete records" action="Delete records" danger ready=${ready}
      busy=${order.busy} error=${order.error} onClose=${onClose} onAction=${() =>
        order.give("POST", `${pathOf(topic)}/delete-records`, { before, confirm: typed })}>
      <div class="field">
        <label for="delete-partition">From</label>
        <select id="delete-partition" class="input" value=${partition}
          onChange=${(event: PageEventLike) => setPartition(event.target.value)}>
          <option value="all">all partitions, up to their present end</option>
          ${topic.partitions.map((row) =>
            html`<option key=${row.partition} value=${row.partition}>partition ${row.partition}</option>`
          )}
        </select>
      </div>
      ${one !== undefined && html`
        <${Field} label="All before offset" value=${offset} onText=${setOffset}
          hint=${`Kept now: ${digits(one.low ?? "0")} to ${digits(one.end ?? "0")}`} />
      `}
      <${Confirm} name=${topic.name} value=${typed} onText=${setTyped} />
    </${Dialog}>
  `;
}

/** Deletes a topic whose name was typed. */
export function DeleteTopic({ topic, onClose }: DialogProps) {
  const [typed, setTyped] = useState("");
  const order = useOrder(() => navigate("/topics"));
  return html`
    <${Dialog} title="Delete topic" action="Delete topic" danger ready=${typed === topic.name}
      busy=${order.busy} error=${order.error} onClose=${onClose}
      onAction=${() => order.give("DELETE", pathOf(topic), { confirm: typed })}>
      <p>All ${digits(topic.records)} records go with it, and what groups have committed there.</p>
      <${Confirm} name=${topic.name} value=${typed} onText=${setTyped} />
      </${Dialog}>
  `;
}

function Confirm({ name, value, onText }: {
  readonly name: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}) {
  return html`
    <${Field} label="Type the topic's name: this can't be undone" value=${value}
      onText=${onText}
      hint=${name} />
  `;
}

function pathOf({ name }: TopicDetail): string {
  return `/api/topics/${encodeURIComponent(name)}`;
}
