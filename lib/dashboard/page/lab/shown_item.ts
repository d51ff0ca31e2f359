import { digits } from "../format.ts";
import { html } from "../html.ts";
import type { BarView, LaneView, ShownView, StripView, VerdictView } from "./shown_view.ts";

/** A mark that doesn't need its colour. */
export const MARKS: Readonly<Record<VerdictView, string>> = {
  pass: "✓",
  fail: "✗",
  inconclusive: "?",
};
const WORDS: Readonly<Record<VerdictView, string>> = {
  pass: "holds",
  fail: "does not hold",
  inconclusive: "undecided",
};
const LEVELS: Readonly<Record<VerdictView, string>> = {
  pass: "ok",
  fail: "problem",
  inconclusive: "warning",
};

/** What a run has shown, each thing in its own form. */
export function ShownItem({ shown }: { readonly shown: ShownView }) {
  switch (shown.kind) {
    case "heading":
      return html`<h3 class="run-heading">${shown.text}</h3>`;
    case "say":
      return html`<p>${shown.text}</p>`;
    case "text":
      return html`<${Lines} lines=${shown.lines} />`;
    case "table":
      return html`<${ShownTable} columns=${shown.columns} rows=${shown.rows} />`;
    case "bars":
      return html`<${Bars} items=${shown.items} unit=${shown.unit} full=${shown.full ?? null} />`;
    case "timeline":
      return html`<${Timeline} lanes=${shown.lanes} />`;
    case "strip":
      return html`<${Strip} lanes=${shown.lanes} />`;
    case "check":
      return html`<${Check} ...${shown} />`;
    case "verdict":
      return html`
        <p class=${`run-verdict badge ${LEVELS[shown.verdict]}`}>
          <span aria-hidden="true">${MARKS[shown.verdict]}</span> ${shown.text}
        </p>
      `;
    default:
      return null;
  }
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  const text = lines.join("\n").replace(/^\n+|\s+$/g, "");
  return text === "" ? null : html`<pre class="run-lines">${text}</pre>`;
}

type TableProps = Pick<Extract<ShownView, { kind: "table" }>, "columns" | "rows">;

function ShownTable({ columns, rows }: TableProps) {
  const label = `Table of ${columns.map(({ title }) => title).filter(Boolean).join(", ")}`;
  const side = (at: number) => columns[at]?.align === "right" ? "number" : "";
  return html`
    <div class="scroller" role="region" tabindex="0" aria-label=${label}>
      <table class="run-table">
        <thead>
          <tr>${columns.map(({ title }, at) =>
            title === ""
              ? html`<td key=${at}></td>`
              : html`<th key=${at} scope="col" class=${side(at)}>${title}</th>`
          )}</tr>
        </thead>
        <tbody>
          ${rows.map((row, index) =>
            html`<tr key=${index}>${
              columns.map((_, at) => html`<td key=${at} class=${side(at)}>${row[at] ?? ""}</td>`)
            }</tr>`
          )}
        </tbody>
      </table>
    </div>
  `;
}

interface BarsProps {
  readonly items: readonly BarView[];
  readonly unit: string;
  readonly full: number | null;
}

function Bars({ items, unit, full }: BarsProps) {
  const most = full ?? Math.max(0, ...items.map(({ value }) => value));
  const share = (value: number) => most <= 0 ? 0 : Math.min(100, Math.max(0, 100 * value / most));
  return html`
    <ul class="bars">
      ${items.map(({ label, value, note }, at) =>
        html`
          <li key=${at}>
            <span class="bar-label">${label}</span>
            <span>${value}${unit}${note === undefined ? "" : `  ${note}`}</span>
            <span class="bar" aria-hidden="true"><span style=${{
              width: `${share(value)}%`,
            }}></span></span>
          </li>
        `
      )}
    </ul>
  `;
}

function Timeline({ lanes }: { readonly lanes: readonly LaneView[] }) {
  const ends = lanes.flatMap(({ marks }) => marks.map(({ atMs, untilMs }) => untilMs ?? atMs));
  const lastMs = Math.max(1, ...ends);
  const at = (ms: number) => 100 * Math.min(1, Math.max(0, ms) / lastMs);
  return html`
    <ul class="lab-timeline" aria-label=${`Timeline of ${digits(Math.round(lastMs))} ms`}>
      ${lanes.map(({ label, marks }, index) =>
        html`
          <li key=${index}>
            <b>${label}</b>
            <span class="time-track" aria-hidden="true">${marks.map((mark, number) =>
              html`<span key=${number} style=${{
                left: `${at(mark.atMs)}%`,
                width: `${Math.max(0, at(mark.untilMs ?? mark.atMs) - at(mark.atMs))}%`,
              }}></span>`
            )}</span>
            <ul class="time-marks">${[...marks].sort((a, b) => a.atMs - b.atMs).map(
              (mark, number) =>
                html`<li key=${number}><span class="minor">${
                  timeText(mark)
                }</span> ${mark.text}</li>`,
            )}</ul>
          </li>
        `
      )}
    </ul>
  `;
}

function timeText({ atMs, untilMs }: LaneView["marks"][number]): string {
  const from = digits(Math.round(atMs));
  return untilMs === undefined ? `${from} ms` : `${from}–${digits(Math.round(untilMs))} ms`;
}

function Strip({ lanes }: { readonly lanes: readonly StripView[] }) {
  return html`
    <ul class="strips">
      ${lanes.map(({ label, cells }, index) =>
        html`
          <li key=${index}>
            <b>${label}</b>
            <span class="cells">${cells.map((cell, at) =>
              html`<span key=${at} class="chip">${cell}</span>`
            )}</span>
          </li>
        `
      )}
    </ul>
  `;
}

type CheckProps = Pick<
  Extract<ShownView, { kind: "check" }>,
  "claim" | "verdict" | "details" | "tookMs"
>;

function Check({ claim, verdict, details, tookMs }: CheckProps) {
  return html`
    <div class=${`run-check ${LEVELS[verdict]}`}>
      <p>
        <span class="check-mark" aria-hidden="true">${MARKS[verdict]}</span>
        <span>${claim} <span class="minor">${WORDS[verdict]}, ${digits(tookMs)} ms</span></span>
      </p>
      ${details.length > 0 && html`<${Lines} lines=${details} />`}
    </div>
  `;
}
