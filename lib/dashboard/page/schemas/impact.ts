import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import type { SchemaImpact, TriedRecord } from "../../schemas/schema_impact.ts";

const SHOWN = 25;

/** What a schema makes of stored records, those that it can't read first. */
export function Impact({ impact }: { readonly impact: SchemaImpact }) {
  const [all, setAll] = useState(false);
  const { topic, part, tried, readable, broken, others, cut, records } = impact;
  const shown = all ? records : records.slice(0, SHOWN);
  return html`
    <div role="status">
      <h3 class="impact-head">On the latest ${counted(tried, "record")} of ${topic}</h3>
      <p class="counts-line">
        <span class=${`badge ${broken > 0 ? "problem" : "ok"}`}>${digits(broken)} break</span>
        <span class="badge ok">${digits(readable)} can be read</span>
        ${others > 0 &&
          html`<span class="badge pending">${digits(others)} hold no Avro ${part}</span>`}
      </p>
      ${cut !== null && html`<p class="note">${cut}: fewer records were tried.</p>`}
    </div>
    ${tried > 0 && html`
      <table class="rows impact" role="table" aria-label="Records that were tried">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Record</th>
            <th role="columnheader" scope="col">Written by</th>
            <th role="columnheader" scope="col">What happens</th>
            <th role="columnheader" scope="col">Value</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${shown.map((record) =>
            html`<${RecordRow} key=${`${record.partition}/${record.offset}`} record=${record} />`
          )}
        </tbody>
      </table>
    `}
    ${!all && records.length > SHOWN && html`<p class="buttons start">
      <button type="button" class="button" onClick=${() => setAll(true)}>Show all ${
      digits(records.length)
    }</button></p>`}
  `;
}

function RecordRow({ record }: { readonly record: TriedRecord }) {
  const { partition, offset, schemaId, readable, problem, pointer, value } = record;
  return html`
    <tr role="row">
      <th role="rowheader" scope="row" class="code">${partition} @ ${digits(offset)}</th>
      <td role="cell" data-label="Written by">${schemaId === null ? "–" : `schema ${schemaId}`}</td>
      <td role="cell" data-label="What happens" class="reason">
        ${readable === true
          ? html`<span class="badge ok">is read</span>`
          : readable === false
          ? html`
            <span class="badge problem">breaks${pointer === "" ? "" : ` at ${pointer}`}</span>
            <span class="block">${problem}</span>
          `
          : html`<span class="minor">${problem}</span>`}
      </td>
      <td role="cell" data-label="Value" class="code reason">${value}</td>
    </tr>
  `;
}
