import { IMPORT_MAP } from "./assets.ts";

/** The page's HTML; it holds no figures, and one inline element that the nonce allows. */
export function pageHtml(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kafka workshop</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/vendor/uplot.css">
<link rel="stylesheet" href="/page/theme.css">
<link rel="stylesheet" href="/page/layout.css">
<link rel="stylesheet" href="/page/parts.css">
<link rel="stylesheet" href="/page/tables.css">
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
