import type { PageFiles } from "./page_files.ts";
import alerts from "./page/alerts.ts" with { type: "text" };
import api from "./page/api.ts" with { type: "text" };
import app from "./page/app.ts" with { type: "text" };
import breakdowns from "./page/breakdowns.ts" with { type: "text" };
import browser from "./page/browser.ts" with { type: "text" };
import chart from "./page/chart.ts" with { type: "text" };
import consumers from "./page/consumers.ts" with { type: "text" };
import deadLetters from "./page/dead_letters.ts" with { type: "text" };
import dialog from "./page/dialog.ts" with { type: "text" };
import format from "./page/format.ts" with { type: "text" };
import formsCss from "./page/forms.css" with { type: "text" };
import head from "./page/head.ts" with { type: "text" };
import html from "./page/html.ts" with { type: "text" };
import lanes from "./page/lanes.ts" with { type: "text" };
import layoutCss from "./page/layout.css" with { type: "text" };
import overview from "./page/overview.ts" with { type: "text" };
import pages from "./page/pages.ts" with { type: "text" };
import partsCss from "./page/parts.css" with { type: "text" };
import paths from "./page/paths.ts" with { type: "text" };
import place from "./page/place.ts" with { type: "text" };
import preactModule from "./page/preact.ts" with { type: "text" };
import scale from "./page/scale.ts" with { type: "text" };
import shellCss from "./page/shell.css" with { type: "text" };
import shell from "./page/shell.ts" with { type: "text" };
import state from "./page/state.ts" with { type: "text" };
import status from "./page/status.ts" with { type: "text" };
import stream from "./page/stream.ts" with { type: "text" };
import summary from "./page/summary.ts" with { type: "text" };
import tablesCss from "./page/tables.css" with { type: "text" };
import themeCss from "./page/theme.css" with { type: "text" };
import throughput from "./page/throughput.ts" with { type: "text" };
import tileRow from "./page/tile_row.ts" with { type: "text" };
import tiles from "./page/tiles.ts" with { type: "text" };
import useJson from "./page/use_json.ts" with { type: "text" };
import useStream from "./page/use_stream.ts" with { type: "text" };

/** What all pages share, and the overview. */
export const SHELL_FILES: PageFiles = {
  "theme.css": themeCss,
  "layout.css": layoutCss,
  "shell.css": shellCss,
  "forms.css": formsCss,
  "parts.css": partsCss,
  "tables.css": tablesCss,
  "alerts.ts": alerts,
  "api.ts": api,
  "app.ts": app,
  "breakdowns.ts": breakdowns,
  "browser.ts": browser,
  "chart.ts": chart,
  "consumers.ts": consumers,
  "dead_letters.ts": deadLetters,
  "dialog.ts": dialog,
  "format.ts": format,
  "head.ts": head,
  "html.ts": html,
  "lanes.ts": lanes,
  "overview.ts": overview,
  "pages.ts": pages,
  "paths.ts": paths,
  "place.ts": place,
  "preact.ts": preactModule,
  "scale.ts": scale,
  "shell.ts": shell,
  "state.ts": state,
  "status.ts": status,
  "stream.ts": stream,
  "summary.ts": summary,
  "throughput.ts": throughput,
  "tile_row.ts": tileRow,
  "tiles.ts": tiles,
  "use_json.ts": useJson,
  "use_stream.ts": useStream,
};
