import type { TopicDetail } from "../../topics/topic_view.ts";
import { canWrite } from "../api.ts";
import { bytes, counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { ConfigPanel } from "./config_panel.ts";
import { LiveLanes } from "./live_lanes.ts";
import { PartitionTable } from "./partition_table.ts";
import { ReadersPanel } from "./readers_panel.ts";
import { AddPartitions, DeleteRecords, DeleteTopic } from "./topic_dialogs.ts";

const LOOK_EVERY_MS = 3000;

type Asked = "partitions" | "records" | "topic" | null;

/** One topic: where it stands, who reads it, how it is set. */
export function TopicDetailPage({ name }: { readonly name: string }) {
  const path = `/api/topics/${encodeURIComponent(name)}`;
  const topic = useJson<TopicDetail>(path, { everyMs: LOOK_EVERY_MS });
  const [asked, setAsked] = useState<Asked>(null);
  const close = () => {
    setAsked(null);
    topic.reload();
  };
  const { value } = topic;
  return html`
    <div class="page-head">
      <p class="crumb"><a href="/topics">All topics</a></p>
      <h1>${name}</h1>
      ${value !== null && html`<p class="what">${summary(value)}</p>`}
      <p class="spacer"></p>
      ${value !== null && canWrite() && !value.internal &&
        html`<${Actions} onAsk=${setAsked} />`}
    </div>
    ${topic.error !== null && html`<p class="form-error" role="alert">${topic.error}</p>`}
    ${value === null
      ? topic.error === null && html`<p class="waiting">Asking the cluster…</p>`
      : html`
        <${LiveLanes} name=${name} />
        <${PartitionTable} partitions=${value.partitions} />
        <${ReadersPanel} name=${name} />
        <${ConfigPanel} name=${name} />
        ${asked === "partitions" && html`<${AddPartitions} topic=${value} onClose=${close} />`}
        ${asked === "records" && html`<${DeleteRecords} topic=${value} onClose=${close} />`}
        ${asked === "topic" && html`<${DeleteTopic} topic=${value} onClose=${close} />`}
      `}
  `;
}

function summary({ partitions, records, sizeBytes }: TopicDetail): string {
  const size = sizeBytes === null ? "" : `, ${bytes(sizeBytes)}`;
  const many = records === "1" ? "1 record" : `${digits(records)} records`;
  return `${counted(partitions.length, "partition")}, ${many}${size}`;
}

function Actions({ onAsk }: { readonly onAsk: (asked: Asked) => void }) {
  const button = (asked: Asked, text: string, danger = false) =>
    html`
      <button type="button" class=${danger ? "button danger" : "button"}
        onClick=${() => onAsk(asked)}>${text}</button>
    `;
  return html`
    <p class="actions">
      ${button("partitions", "Add partitions")}
      ${button("records", "Delete records")}
      ${button("topic", "Delete topic", true)}
    </p>
  `;
}
