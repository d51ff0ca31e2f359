import { useMemo } from "./preact.ts";
import type { Sample } from "../history.ts";
import { Chart } from "./chart.ts";
import type { Line } from "./chart.ts";
import { digits, rate, timeOfDay } from "./format.ts";
import { html } from "./html.ts";
import { columnsOf, summaryOf } from "./summary.ts";

function ratesOf([written, read]: readonly [string, string]): readonly Line[] {
  return [
    { label: written, color: "--first", filled: true },
    { label: read, color: "--second", dashed: true },
  ];
}

const UNREAD: readonly Line[] = [{ label: "Unread", color: "--third", filled: true }];
const TABLE_ROWS = 12;

/** Live throughput and unread records, as charts, in words, and as a table. */
export function Throughput({ samples, words }: {
  readonly samples: readonly Sample[];
  /** What was counted. */
  readonly words: readonly [string, string];
}) {
  const lines = useMemo(() => ratesOf(words), words);
  const rates = useMemo(
    () =>
      columnsOf(samples, [
        (sample) => sample.producedPerSecond,
        (sample) => sample.processedPerSecond,
      ]),
    [samples],
  );
  const unread = useMemo(() => columnsOf(samples, [(sample) => sample.lag]), [samples]);
  return html`
    <section class="card throughput" aria-labelledby="throughput-title">
      <header class="card-head">
        <h2 id="throughput-title">Throughput</h2>
        <${Keys} lines=${lines} unit="records per second" />
      </header>
      <${Chart} lines=${lines} columns=${rates} height=${210} />
      <header class="card-head sub">
        <h3>Unread records</h3>
        <${Keys} lines=${UNREAD} unit="all groups" />
      </header>
      <${Chart} lines=${UNREAD} columns=${unread} height=${120} />
      <p class="note" id="throughput-summary">${summaryOf(samples, words)}</p>
      <${Table} samples=${samples} words=${words} />
    </section>
  `;
}

function Keys({ lines, unit }: { readonly lines: readonly Line[]; readonly unit: string }) {
  return html`
    <ul class="keys" aria-label="Lines of the chart">
      ${lines.map((line) =>
        html`<li key=${line.label}>
          <span class=${`key ${line.dashed ? "dashed" : ""} ${line.color.slice(2)}`}></span>
          ${line.label}
        </li>`
      )}
      <li class="unit">${unit}</li>
    </ul>
  `;
}

function Table({ samples, words }: {
  readonly samples: readonly Sample[];
  readonly words: readonly [string, string];
}) {
  const rows = samples.slice(-TABLE_ROWS).reverse();
  return html`
    <details class="as-table">
      <summary>The last figures as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">${words[0]} /s</th>
            <th scope="col">${words[1]} /s</th>
            <th scope="col">Unread</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((sample) =>
            html`
              <tr key=${sample.atMs}>
                <td>${timeOfDay(sample.atMs)}</td>
                <td>${rate(sample.producedPerSecond)}</td>
                <td>${rate(sample.processedPerSecond)}</td>
                <td>${digits(sample.lag)}</td>
              </tr>
            `
          )}
        </tbody>
      </table>
    </details>
  `;
}
