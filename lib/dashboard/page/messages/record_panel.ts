import type { RecordDetail, RecordStory } from "../../messages/record_view.ts";
import { browser } from "../browser.ts";
import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { hrefOf } from "../place.ts";
import { useEffect } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { exactSize } from "./bytes_text.ts";
import { originHref } from "./place_of.ts";
import { Shown, ShownLine } from "./shown_bytes.ts";
import { clockText, utcText } from "./time_shown.ts";

interface PanelProps {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly onClose: () => void;
}

const TITLE = "record-title";

/** All of one record: where it is, when, its key, value and headers, and what can be done with it. */
export function RecordPanel({ topic, partition, offset, onClose }: PanelProps) {
  const place = { topic, partition: String(partition), offset };
  const { value, error } = useJson<RecordDetail>(hrefOf("/api/messages/record", place));
  const name = `${topic}/${partition}/${offset}`;
  useEffect(() => {
    browser.document.getElementById(TITLE)?.focus();
  }, [name]);
  return html`
    <section class="card record" aria-labelledby=${TITLE}>
      <header class="card-head">
        <h2 id=${TITLE} tabindex="-1">${name}</h2>
        <p class="spacer"></p>
        <button type="button" class="button" onClick=${onClose}>Close</button>
      </header>
      ${error !== null && html`<p class="form-error" role="alert">${error}</p>`}
      ${value === null
        ? error === null && html`<p class="waiting">Reading the record…</p>`
        : html`<${Detail} record=${value} place=${place} />`}
    </section>
  `;
}

interface DetailProps {
  readonly record: RecordDetail;
  readonly place: Readonly<Record<string, string>>;
}

function Detail({ record, place }: DetailProps) {
  const bytes = (part: string, index = 0) =>
    hrefOf("/api/messages/bytes", { ...place, part, index: String(index) });
  return html`
    <${Facts} record=${record} />
    <${Actions} record=${record} />
    ${record.story !== null && html`<${Story} story=${record.story} />`}
    <${Shown} title="Key" shown=${record.key} download=${bytes("key")} />
    <${Shown} title="Value" shown=${record.value} download=${bytes("value")} />
    <${Headers} record=${record} bytesOf=${(index: number) => bytes("header", index)} />
  `;
}

function Facts({ record }: { readonly record: RecordDetail }) {
  const { timestampMs, partition, offset, size, contentType, contentTypeTold } = record;
  const facts: readonly (readonly [string, string])[] = [
    ["Offset", digits(offset)],
    ["Partition", String(partition)],
    ["Time", `${clockText(timestampMs)} (${utcText(timestampMs)})`],
    ["Size", exactSize(size)],
    ["Content type", contentType + (contentTypeTold ? "" : ", by its look")],
    ["Correlation id", record.correlationId ?? "none"],
  ];
  return html`
    <dl class="facts">
      ${facts.map(([name, value]) =>
        html`
          <div key=${name}>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>
        `
      )}
    </dl>
  `;
}

function Actions({ record }: { readonly record: RecordDetail }) {
  const { topic, partition, offset, correlationId, timestampMs, story } = record;
  const place = `${topic}/${partition}/${offset}`;
  return html`
    <p class="actions">
      ${correlationId !== null && html`
        <a class="button" href=${hrefOf("/messages", {
          trace: correlationId,
          topic,
          around: timestampMs > 0 ? String(timestampMs) : "",
        })}>Trace ${correlationId}</a>
      `}
      <a class="button" href=${hrefOf("/produce", { replay: place })}>Send again</a>
      ${story?.role === "dead letter" && html`
        <a class="button" href=${hrefOf("/produce", { redrive: place })}>Redrive</a>
      `}
    </p>
  `;
}

function Story({ story }: { readonly story: RecordStory }) {
  const { role, origin, attempts, errorCode, errorClass, errorMessage, stage, groupId } = story;
  return html`
    <p class="why">
      <b>${role === "dead letter" ? "Given up" : "Waits for another try"}:</b>
      ${" "}${errorCode ?? "no code"}${errorClass === null ? "" : ` (${errorClass})`}
      ${stage === null ? "" : ` in ${stage}`}${errorMessage === null ? "" : `: ${errorMessage}`},
      ${" "}after ${counted(attempts, "try").replace("trys", "tries")}
      ${groupId === null ? "" : ` by group ${groupId}`}.
      It came from <a href=${originHref(origin)}>${origin}</a>.
    </p>
  `;
}

interface HeadersProps {
  readonly record: RecordDetail;
  readonly bytesOf: (index: number) => string;
}

function Headers({ record: { headers, moreHeaders }, bytesOf }: HeadersProps) {
  if (headers.length === 0) {
    return html`
      <h3>Headers</h3>
      <p class="calm">It has none.</p>
    `;
  }
  return html`
    <h3>${counted(headers.length + moreHeaders, "header")}</h3>
    <table class="rows headers" role="table" aria-label="Headers">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Name</th>
          <th role="columnheader" scope="col">Value</th>
          <th role="columnheader" scope="col">Bytes</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${headers.map(({ name, value }, index) =>
          html`
            <tr role="row" key=${index}>
              <th role="rowheader" scope="row" class="code">${name}</th>
              <td role="cell" data-label="Value">
                <${ShownLine} shown=${value} />
              </td>
              <td role="cell" data-label="Bytes">${value.kind === "null" ? "–" : html`
                <a href=${bytesOf(index)} download
                  aria-label=${`${digits(value.size)} bytes of header ${name}, download`}>${digits(
                    value.size,
                  )}</a>
              `}</td>
            </tr>
          `
        )}
      </tbody>
    </table>
    ${moreHeaders > 0 && html`<p class="note">${counted(moreHeaders, "more header")}.</p>`}
  `;
}
