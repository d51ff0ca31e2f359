import { IMPORT_MAP, STYLE_SHEETS } from "./assets.ts";

/** What differs from one delivery of the page to the next. */
export interface PageFacts {
  /** Allows the one inline element. */
  readonly nonce: string;
  /** Goes back with whatever is not a plain reading. */
  readonly token: string;
  /** Whether writing was asked for. */
  readonly write: boolean;
  /** Whether the pages tell what is done on them. */
  readonly tellActions: boolean;
}

/** The HTML of every page; it holds no figures, and one inline element that the nonce allows. */
export function pageHtml({ nonce, token, write, tellActions }: PageFacts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="write-token" content="${token}">
<meta name="write-mode" content="${write ? "on" : "off"}">${
    tellActions ? '\n<meta name="tell-actions">' : ""
  }
<title>Kafka workshop</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${STYLE_SHEETS.map((path) => `<link rel="stylesheet" href="${path}">`).join("\n")}
<script type="importmap" nonce="${nonce}">${JSON.stringify(IMPORT_MAP)}</script>
<script type="module" src="/page/app.ts"></script>
</head>
<body>
<div id="app"><p class="waiting">Loading the dashboard…</p></div>
<noscript><p class="waiting">The dashboard needs JavaScript.</p></noscript>
</body>
</html>
`;
}
