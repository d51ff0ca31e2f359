import type { ShownBytes } from "../../messages/shown_bytes.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import { exactSize, hexDump, lossyText } from "./bytes_text.ts";
import { prettyJson } from "./pretty_json.ts";

/** A key or value in one line of a list. */
export function ShownLine({ shown }: { readonly shown: ShownBytes }) {
  if (shown.kind === "null") return html`<span class="null">null</span>`;
  if (shown.kind === "bytes") {
    const mark = shown.schemaId === undefined ? "bytes" : `Avro, schema ${shown.schemaId}`;
    return html`
      <span class="badge pending">${mark}</span>
      <span class="code">${shown.hex}${shown.size * 2 > shown.hex.length ? "…" : ""}</span>
    `;
  }
  if (shown.text === "") return html`<span class="null">empty</span>`;
  return html`<span class="code">${shown.text}${shown.cut ? "…" : ""}</span>`;
}

type View = "json" | "text" | "hex";

const WORDS: Readonly<Record<View, string>> = { json: "JSON", text: "Text", hex: "Hex" };

interface ShownProps {
  readonly title: string;
  readonly shown: ShownBytes;
  /** Where the whole of it is, to be saved. */
  readonly download: string;
}

/** A key or value in full: what it is, in the views that fit it, and why it could not be decoded. */
export function Shown({ title, shown, download }: ShownProps) {
  const [chosen, setChosen] = useState<View | null>(null);
  if (shown.kind === "null") {
    const what = title === "Value" ? "null: a tombstone, which deletes its key" : "null";
    return html`
      <h3>${title}</h3>
      <p class="null">${what}</p>
    `;
  }
  const views = viewsOf(shown);
  const view = chosen !== null && views.includes(chosen) ? chosen : views[0]!;
  return html`
    <div class="shown-head">
      <h3>${title}</h3>
      <span class="aside">${whatOf(shown)}, ${exactSize(shown.size)}</span>
      <span class="views" role="group" aria-label=${`How to show the ${title.toLowerCase()}`}>
        ${views.map((each) =>
          html`
            <button type="button" class="button small" key=${each}
              aria-pressed=${each === view ? "true" : "false"}
              onClick=${() => setChosen(each)}>${each === "json" && shown.kind === "avro"
                ? "Avro as JSON"
                : WORDS[each]}</button>
          `
        )}
        <a class="button small" href=${download} download>Download</a>
      </span>
    </div>
    ${shown.problem !== undefined && html`
      <p class="why problem"><b>Not decoded:</b> ${shown.problem}. The bytes are below.</p>
    `}
    <pre class="shown" role="region" tabindex="0" aria-label=${`${title} of the record`}><code>${contentOf(
      shown,
      view,
    )}</code></pre>
    ${restOf(shown, view)}
  `;
}

type Known = Exclude<ShownBytes, { readonly kind: "null" }>;

function viewsOf({ kind }: Known): readonly View[] {
  if (kind === "json") return ["json", "text", "hex"];
  if (kind === "avro") return ["json", "hex"];
  return kind === "text" ? ["text", "hex"] : ["hex", "text"];
}

function whatOf({ kind, schemaId, schema }: Known): string {
  if (kind === "avro") return `Avro ${schema}, schema ${schemaId}`;
  return kind === "bytes" ? "bytes" : kind === "json" ? "JSON" : "text";
}

function contentOf(shown: Known, view: View) {
  if (view === "hex") return hexDump(shown.hex);
  if (view === "text") return shown.kind === "bytes" ? lossyText(shown.hex) : shown.text;
  return prettyJson(shown.text).map(({ kind, text }) =>
    kind === "plain" ? text : html`<span class=${`json-${kind}`}>${text}</span>`
  );
}

function restOf(shown: Known, view: View) {
  const fromHex = view === "hex" || shown.kind === "bytes";
  const isCut = fromHex ? shown.hex.length < 2 * shown.size : shown.cut;
  if (!isCut) return null;
  const part = fromHex
    ? `the first ${exactSize(shown.hex.length / 2)}`
    : `the first ${shown.text.length} characters`;
  return html`<p class="note">Only ${part} are shown: the download has all.</p>`;
}
