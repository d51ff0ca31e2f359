import type { BreakdownView, StoreView } from "../source.ts";
import { counted, digits, percent } from "./format.ts";
import { html } from "./html.ts";

/** What the records are, by their properties. */
export function Breakdowns({ statistics }: { readonly statistics: readonly BreakdownView[] }) {
  return html`
    <section class="card" aria-labelledby="statistics-title">
      <header class="card-head"><h2 id="statistics-title">Statistics</h2></header>
      <div class="breakdowns">
        ${statistics.map((breakdown) =>
          html`<${Breakdown} key=${breakdown.title} ...${breakdown} />`
        )}
      </div>
      ${statistics.length === 0 && html`<p class="calm">Nothing was processed yet.</p>`}
    </section>
  `;
}

function Breakdown({ title, rows, total }: BreakdownView) {
  const all = total ?? rows.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return html`
    <div class="breakdown">
      <h3>${title}</h3>
      <ul class="bars">
        ${rows.map(({ label, count }) =>
          html`
            <li key=${label}>
              <span class="bar-label">${label}</span>
              <span class="bar-count">${digits(count)} <span class="minor">${percent(
                count,
                all,
              )}</span></span>
              <span class="bar" aria-hidden="true"><span style=${{
                width: `${100 * count / most}%`,
              }}></span></span>
            </li>
          `
        )}
      </ul>
    </div>
  `;
}

/** Where results are kept and how much is there. */
export function Store({ store }: { readonly store: StoreView }) {
  return html`
    <section class="card" aria-labelledby="store-title">
      <header class="card-head">
        <h2 id="store-title">Store</h2>
        <span class="aside">${store.name}</span>
      </header>
      ${!store.up &&
        html`<p class="why problem"><b>Why:</b> ${store.why ?? "It doesn't answer"}</p>`}
      <dl class="counts">
        ${store.counts.map(({ label, count }) =>
          html`
            <div key=${label}>
              <dt>${label}</dt>
              <dd aria-label=${counted(count, "row")}>${digits(count)}</dd>
            </div>
          `
        )}
      </dl>
    </section>
  `;
}
