import type { RecordLine } from "../../messages/record_view.ts";
import { digits } from "../format.ts";
import { html } from "../html.ts";
import { sizeText } from "./bytes_text.ts";
import { placeName } from "./place_of.ts";
import { ShownLine } from "./shown_bytes.ts";
import { clockText } from "./time_shown.ts";

interface TableProps {
  readonly label: string;
  readonly records: readonly RecordLine[];
  /** The record whose panel is open. */
  readonly open: string;
  readonly onOpen: (record: RecordLine) => void;
}

/** Records, one a line; the button of a line opens its panel. */
export function RecordTable({ label, records, open, onOpen }: TableProps) {
  return html`
    <table class="rows records" role="table" aria-label=${label}>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Place</th>
          <th role="columnheader" scope="col">Time</th>
          <th role="columnheader" scope="col">Key</th>
          <th role="columnheader" scope="col">Value</th>
          <th role="columnheader" scope="col" class="number">Headers</th>
          <th role="columnheader" scope="col" class="number">Size</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${records.map((record) =>
          html`
            <${Row} key=${`${record.topic}/${placeName(record)}`} record=${record}
              isOpen=${placeName(record) === open} onOpen=${onOpen} />
          `
        )}
      </tbody>
    </table>
  `;
}

interface RowProps {
  readonly record: RecordLine;
  readonly isOpen: boolean;
  readonly onOpen: (record: RecordLine) => void;
}

function Row({ record, isOpen, onOpen }: RowProps) {
  const { partition, offset, timestampMs, key, value, headers, size } = record;
  return html`
    <tr role="row" class=${isOpen ? "is-open" : ""}>
      <th role="rowheader" scope="row">
        <button type="button" class="button link" aria-expanded=${isOpen ? "true" : "false"}
          aria-label=${`Record ${partition}/${digits(offset)}`}
          onClick=${() => onOpen(record)}>${partition}/${digits(offset)}</button>
      </th>
      <td role="cell" data-label="Time">${clockText(timestampMs)}</td>
      <td role="cell" data-label="Key" class="line">
        <${ShownLine} shown=${key} />
      </td>
      <td role="cell" data-label="Value" class="line value">
        <${ShownLine} shown=${value} />
      </td>
      <td role="cell" data-label="Headers" class="number">${headers}</td>
      <td role="cell" data-label="Size" class="number">${sizeText(size)}</td>
    </tr>
  `;
}
