import type { RecordLine } from "../../messages/record_view.ts";
import type { Found } from "../../messages/search.ts";
import { ApiError, getJson } from "../api.ts";
import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { hrefOf } from "../place.ts";
import { useEffect, useRef, useState } from "../preact.ts";
import { sizeText } from "./bytes_text.ts";
import { askedBy, type Draft } from "./draft.ts";
import { ExportButtons } from "./export_buttons.ts";
import { RecordTable } from "./record_table.ts";

/** Older pages leave the table when there is more. */
const MOST_ROWS = 1000;

interface ResultsProps {
  readonly draft: Draft;
  readonly open: string;
  readonly onOpen: (record: RecordLine) => void;
}

interface Read {
  readonly records: readonly RecordLine[];
  readonly last: Found<RecordLine> | null;
  /** Records that left the table again. */
  readonly left: number;
  readonly error: string | null;
  readonly busy: boolean;
}

const NOTHING: Read = { records: [], last: null, left: 0, error: null, busy: true };

/** What a search finds, page by page, with where it stopped and why. */
export function Results({ draft, open, onOpen }: ResultsProps) {
  const asked = askedBy(draft);
  const path = hrefOf("/api/messages/search", asked);
  const [read, setRead] = useState<Read>(NOTHING);
  const stop = useRef(new AbortController());
  const ask = async (cursor: string) => {
    const { signal } = stop.current;
    setRead((known) => ({ ...known, busy: true, error: null }));
    try {
      const address = hrefOf("/api/messages/search", { ...asked, cursor });
      const last = await getJson<Found<RecordLine>>(address, signal);
      if (!signal.aborted) setRead((known) => joined(known, last));
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof ApiError ? error.message : String(error);
      setRead((known) => ({ ...known, busy: false, error: message }));
    }
  };
  useEffect(() => {
    stop.current = new AbortController();
    setRead(NOTHING);
    ask("");
    return () => stop.current.abort();
  }, [path]);
  const { records, last, error, busy } = read;
  return html`
    <section class="card" aria-labelledby="results-title">
      <header class="card-head">
        <h2 id="results-title">${draft.topic}</h2>
        <span class="aside" role="status">${busy ? "Reading…" : wordsOf(read, draft)}</span>
      </header>
      ${error !== null && html`<p class="form-error" role="alert">${error}</p>`}
      ${last !== null && html`<${Stopped} found=${last} />`}
      ${records.length > 0 && html`
        <${RecordTable} label=${`Records of ${draft.topic}`} records=${records} open=${open}
          onOpen=${onOpen} />
      `}
      <p class="actions after">
        ${last !== null && last.next !== null && html`
          <button type="button" class="button main" disabled=${busy}
            onClick=${() => ask(last.next!)}>Go on</button>
        `}
        <${ExportButtons} asked=${asked} />
      </p>
    </section>
  `;
}

function joined(known: Read, last: Found<RecordLine>): Read {
  const all = [...known.records, ...last.records];
  const records = all.slice(-MOST_ROWS);
  const left = known.left + all.length - records.length;
  return { records, last, left, error: null, busy: false };
}

function wordsOf({ records, last, left }: Read, { topic }: Draft): string {
  if (last === null) return "";
  const order = last.newestFirst ? "newest first" : "oldest first";
  const { scanned } = last;
  return [
    `${counted(records.length, "record")}${records.length > 1 ? `, ${order}` : ""}`,
    `looked at ${digits(scanned.records)} (${sizeText(scanned.bytes)}) in ${scanned.ms} ms`,
    ...(left > 0 ? [`${digits(left)} before them left the table`] : []),
    ...(last.stopped === "end" ? [`that is the end of ${topic}`] : []),
  ].join("; ");
}

const CAPS = { records: "enough records", bytes: "enough bytes", time: "long enough" } as const;

function Stopped({ found }: { readonly found: Found<RecordLine> }) {
  const { stopped, positions, scanned } = found;
  if (stopped === "end" || stopped === "limit") return null;
  const shown = positions.slice(0, 12).map(({ partition, offset }) =>
    `partition ${partition} at offset ${digits(offset)}`
  );
  const more = positions.length - shown.length;
  return html`
    <p class="why warning-text" role="status">
      <b>Not all was looked at:</b> the search had read ${CAPS[stopped]}
      ${" "}(${digits(scanned.records)} records, ${sizeText(scanned.bytes)}, ${scanned.ms} ms) and
      stopped in ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}. Go on reads from there.
    </p>
  `;
}
