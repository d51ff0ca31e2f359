import { stripTypeScriptTypes } from "node:module";
import htm from "htm" with { type: "text" };
import preact from "preact" with { type: "text" };
import hooks from "preact/hooks" with { type: "text" };
import uplotCss from "uplot/dist/uPlot.min.css" with { type: "text" };
import uplot from "uplot/dist/uPlot.esm.js" with { type: "text" };
import alerts from "./page/alerts.ts" with { type: "text" };
import app from "./page/app.ts" with { type: "text" };
import breakdowns from "./page/breakdowns.ts" with { type: "text" };
import browser from "./page/browser.ts" with { type: "text" };
import chart from "./page/chart.ts" with { type: "text" };
import consumers from "./page/consumers.ts" with { type: "text" };
import deadLetters from "./page/dead_letters.ts" with { type: "text" };
import format from "./page/format.ts" with { type: "text" };
import head from "./page/head.ts" with { type: "text" };
import html from "./page/html.ts" with { type: "text" };
import lanes from "./page/lanes.ts" with { type: "text" };
import layoutCss from "./page/layout.css" with { type: "text" };
import partsCss from "./page/parts.css" with { type: "text" };
import preactModule from "./page/preact.ts" with { type: "text" };
import scale from "./page/scale.ts" with { type: "text" };
import state from "./page/state.ts" with { type: "text" };
import stream from "./page/stream.ts" with { type: "text" };
import summary from "./page/summary.ts" with { type: "text" };
import tablesCss from "./page/tables.css" with { type: "text" };
import themeCss from "./page/theme.css" with { type: "text" };
import throughput from "./page/throughput.ts" with { type: "text" };
import tiles from "./page/tiles.ts" with { type: "text" };
import tileRow from "./page/tile_row.ts" with { type: "text" };

/** A file that the page loads. */
export interface Asset {
  readonly type: string;
  readonly body: string;
}

const PAGE_MODULES: Readonly<Record<string, string>> = {
  "alerts.ts": alerts,
  "app.ts": app,
  "breakdowns.ts": breakdowns,
  "browser.ts": browser,
  "chart.ts": chart,
  "consumers.ts": consumers,
  "dead_letters.ts": deadLetters,
  "format.ts": format,
  "head.ts": head,
  "html.ts": html,
  "lanes.ts": lanes,
  "preact.ts": preactModule,
  "scale.ts": scale,
  "state.ts": state,
  "stream.ts": stream,
  "summary.ts": summary,
  "throughput.ts": throughput,
  "tile_row.ts": tileRow,
  "tiles.ts": tiles,
};

const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
<rect width="16" height="16" rx="3.5" fill="#2457c5"/>
<path d="M3 4.5h10M3 8h6.5M3 11.5h8.5" stroke="#fff" stroke-width="1.7" stroke-linecap="round"/>
</svg>`;

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

/** Where the page's bare imports lead: files of the npm packages, served as they are. */
export const IMPORT_MAP = {
  imports: {
    "htm": "/vendor/htm.js",
    "preact": "/vendor/preact.js",
    "preact/hooks": "/vendor/preact_hooks.js",
    "uplot": "/vendor/uplot.js",
  },
} as const;

/** Every file of the page by its path; the page's own modules lose their types, nothing else. */
export function pageAssets(): ReadonlyMap<string, Asset> {
  const modules = Object.entries(PAGE_MODULES).map(([name, source]) =>
    [`/page/${name}`, { type: SCRIPT, body: stripTypeScriptTypes(source) }] as const
  );
  return new Map<string, Asset>([
    ...modules,
    ["/page/layout.css", { type: STYLE, body: layoutCss }],
    ["/page/parts.css", { type: STYLE, body: partsCss }],
    ["/page/theme.css", { type: STYLE, body: themeCss }],
    ["/page/tables.css", { type: STYLE, body: tablesCss }],
    ["/vendor/htm.js", { type: SCRIPT, body: htm as unknown as string }],
    ["/vendor/preact.js", { type: SCRIPT, body: preact as unknown as string }],
    ["/vendor/preact_hooks.js", { type: SCRIPT, body: hooks as unknown as string }],
    ["/vendor/uplot.css", { type: STYLE, body: uplotCss }],
    ["/vendor/uplot.js", { type: SCRIPT, body: uplot }],
    ["/favicon.svg", { type: "image/svg+xml", body: FAVICON }],
  ]);
}
