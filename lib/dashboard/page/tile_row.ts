import { html } from "./html.ts";
import type { Level, Tile } from "./tiles.ts";

const WORDS: Readonly<Record<Level, string>> = { ok: "", warning: "Attention", problem: "Problem" };

/** The figures at the top of the page; one that isn't well says why. */
export function TileRow({ tiles }: { readonly tiles: readonly Tile[] }) {
  return html`
    <ul class="tiles" aria-label="Key figures">
      ${tiles.map((tile) => html`<${TileBox} key=${tile.title} ...${tile} />`)}
    </ul>
  `;
}

function TileBox({ title, value, unit, detail, level, why }: Tile) {
  return html`
    <li class=${`tile ${level}`}>
      <h2>${title} ${level !== "ok" &&
        html`<span class=${`badge ${level}`}>${WORDS[level]}</span>`}</h2>
      <p class="figure">
        <span class="value">${value}</span>${unit !== "" &&
          html`<span class="unit">${` ${unit}`}</span>`}
      </p>
      <p class="detail">${detail}</p>
      ${why !== null && html`<p class="why"><b>Why:</b> ${why}</p>`}
    </li>
  `;
}
