import type { RecordLine } from "../../messages/record_view.ts";
import { browser } from "../browser.ts";
import { html } from "../html.ts";
import { hrefOf, navigate, type PageProps } from "../place.ts";
import { useRef, useState } from "../preact.ts";
import { draftOf } from "./draft.ts";
import { placeIn, placeName } from "./place_of.ts";
import { RecordPanel } from "./record_panel.ts";
import { Results } from "./results.ts";
import { SearchForm } from "./search_form.ts";
import { TailView } from "./tail_view.ts";
import { TraceView } from "./trace_view.ts";

/** Records of a topic: live or searched, one of them in full, or all of one correlation id. */
export function MessagesPage({ query }: PageProps) {
  const isTrace = query.has("trace");
  return html`
    <div class="page-head">
      <h1>Messages</h1>
      <p class="spacer"></p>
      ${!isTrace && html`<a class="button" href="/messages?trace=">Trace a correlation id</a>`}
    </div>
    ${isTrace ? html`<${TraceView} query=${query} />` : html`<${Browse} query=${query} />`}
  `;
}

function Browse({ query }: { readonly query: URLSearchParams }) {
  const draft = draftOf(query);
  const [open, setOpen] = useState(query.get("record") ?? "");
  const opener = useRef<{ focus(): void } | null>(null);
  const place = placeIn(open);
  const show = (record: RecordLine | null) => {
    if (record !== null) opener.current = browser.document.querySelector(":focus");
    setOpen(record === null ? "" : placeName(record));
    const next = new URLSearchParams(query);
    if (record === null) next.delete("record");
    else next.set("record", placeName(record));
    navigate(hrefOf("/messages", Object.fromEntries(next)), { replace: true });
    if (record === null) opener.current?.focus();
  };
  const shared = { draft, open, onOpen: show };
  return html`
    <section class="card" aria-label="What to read">
      <${SearchForm} query=${query} />
    </section>
    ${draft.topic === "" && html`
      <p class="calm">Choose a topic to read its records, or follow them live.</p>
    `}
    <div class=${place === undefined ? "browse" : "browse with-record"}>
      ${draft.topic !== "" && html`
        <div class="list">
          ${draft.from === "live"
            ? html`<${TailView} ...${shared} />`
            : html`<${Results} ...${shared} />`}
        </div>
      `}
      ${place !== undefined && draft.topic !== "" && html`
        <${RecordPanel} topic=${draft.topic} ...${place} onClose=${() => show(null)} />
      `}
    </div>
  `;
}
