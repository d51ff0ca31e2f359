import type { ListedFrame } from "../../wire/wire_tap.ts";
import { digits, timeOfDay } from "../format.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";

/** The frames, and all fields of the one that was chosen. */
export function FrameTable({ frames }: { readonly frames: readonly ListedFrame[] }) {
  const [chosen, setChosen] = useState<ListedFrame | null>(null);
  if (frames.length === 0 && chosen === null) {
    return html`<p class="calm">Nothing has passed yet that fits.</p>`;
  }
  return html`
    ${chosen !== null &&
      html`<${Fields} key=${chosen.id} frame=${chosen} onClose=${() => setChosen(null)} />`}
    <table class="rows wire" role="table" aria-label="Requests and answers, the newest first">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Time</th>
          <th role="columnheader" scope="col">Client</th>
          <th role="columnheader" scope="col">Request</th>
          <th role="columnheader" scope="col">What it says</th>
          <th role="columnheader" scope="col" class="number">Bytes</th>
          <th role="columnheader" scope="col" class="number">ms</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${frames.map((frame) =>
          html`<${Row} key=${frame.id} frame=${frame} onChoose=${() => setChosen(frame)} />`
        )}
      </tbody>
    </table>
  `;
}

interface RowProps {
  readonly frame: ListedFrame;
  readonly onChoose: () => void;
}

function Row({ frame, onChoose }: RowProps) {
  const { direction, atMs, connection, client, api, version, correlationId } = frame;
  const { text, sizeBytes, durationMs, errors, fault } = frame;
  const level = fault !== null ? "warning" : errors.length > 0 ? "problem" : "";
  const way = direction === "request" ? "→" : "←";
  return html`
    <tr role="row" class=${`frame ${direction} ${level}`}>
      <td role="cell" data-label="Time">${timeOfDay(atMs)}.${String(atMs % 1000).padStart(
        3,
        "0",
      )}</td>
      <td role="cell" data-label="Client">${client === "" ? "–" : client}
        <span class="minor connection">#${connection}</span></td>
      <th role="rowheader" scope="row">
        <button type="button" class="button link" onClick=${onChoose}
          aria-label=${`${direction} ${api}, number ${correlationId}: show all fields`}>
          <span aria-hidden="true">${way}</span> ${api}</button>
        <span class="minor"> v${version} (${correlationId})</span>
      </th>
      <td role="cell" class="reason">${text}
        ${fault !== null && html`<span class="badge warning">${fault}</span>`}</td>
      <td role="cell" data-label="Bytes" class="number">${digits(sizeBytes)}</td>
      <td role="cell" data-label="ms" class="number">${durationMs === null
        ? "–"
        : durationMs.toFixed(1)}</td>
    </tr>
  `;
}

interface FieldsProps {
  readonly frame: ListedFrame;
  readonly onClose: () => void;
}

function Fields({ frame, onClose }: FieldsProps) {
  const { value, error } = useJson<{ readonly text: string }>(`/api/wire/frames/${frame.id}`);
  return html`
    <section class="frame-fields" aria-label="All fields of a frame">
      <p class="buttons"><button type="button" class="button" onClick=${onClose}>Close</button></p>
      <p class="note" role="status">${error ?? ""}</p>
      ${value !== null &&
        html`<pre class="run-lines" tabindex="0" aria-label="Fields">${value.text}</pre>`}
    </section>
  `;
}
