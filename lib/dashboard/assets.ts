import { stripTypeScriptTypes } from "node:module";
import htm from "htm" with { type: "text" };
import preact from "preact" with { type: "text" };
import hooks from "preact/hooks" with { type: "text" };
import uplotCss from "uplot/dist/uPlot.min.css" with { type: "text" };
import uplot from "uplot/dist/uPlot.esm.js" with { type: "text" };
import { ACTION_FILES } from "./actions/page_files.ts";
import { CLASSROOM_FILES } from "./classroom/page_files.ts";
import { GROUP_FILES } from "./groups/page_files.ts";
import { LAB_FILES } from "./lab/page_files.ts";
import { MESSAGES_FILES } from "./messages/page_files.ts";
import type { PageFiles } from "./page_files.ts";
import { PRODUCE_FILES } from "./produce/page_files.ts";
import { SCHEMA_FILES } from "./schemas/page_files.ts";
import { SHELL_FILES } from "./shell_files.ts";
import { TOPICS_FILES } from "./topics/page_files.ts";
import { WIRE_FILES } from "./wire/page_files.ts";

/** A file that the page loads. */
export interface Asset {
  readonly type: string;
  readonly body: string;
}

/** Each part's files; style sheets are loaded in this order. */
const PARTS: readonly PageFiles[] = [
  SHELL_FILES,
  ACTION_FILES,
  TOPICS_FILES,
  MESSAGES_FILES,
  PRODUCE_FILES,
  GROUP_FILES,
  SCHEMA_FILES,
  LAB_FILES,
  WIRE_FILES,
  CLASSROOM_FILES,
];
const PAGE_FILES: PageFiles = Object.assign({}, ...PARTS);

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

/** The style sheets of all pages, in their order. */
export const STYLE_SHEETS: readonly string[] = [
  "/vendor/uplot.css",
  ...Object.keys(PAGE_FILES).filter((name) => name.endsWith(".css")).map((name) => `/page/${name}`),
];

let made: ReadonlyMap<string, Asset> | undefined;

/** Every file of the pages by its path; our own modules lose their types, nothing else. */
export function pageAssets(): ReadonlyMap<string, Asset> {
  return made ??= new Map<string, Asset>([
    ...Object.entries(PAGE_FILES).map(([name, source]) =>
      [`/page/${name}`, pageAsset(name, source)] as const
    ),
    ["/vendor/htm.js", { type: SCRIPT, body: htm as unknown as string }],
    ["/vendor/preact.js", { type: SCRIPT, body: preact as unknown as string }],
    ["/vendor/preact_hooks.js", { type: SCRIPT, body: hooks as unknown as string }],
    ["/vendor/uplot.css", { type: STYLE, body: uplotCss }],
    ["/vendor/uplot.js", { type: SCRIPT, body: uplot }],
    ["/favicon.svg", { type: "image/svg+xml", body: FAVICON }],
  ]);
}

function pageAsset(name: string, source: string): Asset {
  if (name.endsWith(".css")) return { type: STYLE, body: source };
  return { type: SCRIPT, body: stripTypeScriptTypes(source) };
}
