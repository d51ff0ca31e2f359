/** A link to a heading: the file as it is written there, empty for the same one, and the anchor. */
export interface AnchorLink {
  readonly file: string;
  readonly anchor: string;
}

/** The links of a Markdown text to headings, of this project's files. */
export function anchorLinksIn(markdown: string): AnchorLink[] {
  return [...markdown.matchAll(/\]\(([^)\s#]*)#([^)\s]+)\)/g)]
    .map(([, file, anchor]) => ({ file: file!, anchor: anchor! }))
    .filter(({ file }) => !/^[a-z]+:/.test(file) && (file === "" || file.endsWith(".md")));
}

/** The anchors of a Markdown text's headings, as GitHub makes them. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const prose = markdown.replaceAll(/^```.*?^```/gms, "");
  return new Set([...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => anchorOf(heading!)));
}

function anchorOf(heading: string): string {
  const shown = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, "");
  return shown.trim().toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
}
