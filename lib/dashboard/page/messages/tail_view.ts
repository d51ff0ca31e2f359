import type { RecordLine } from "../../messages/record_view.ts";
import { digits } from "../format.ts";
import { html } from "../html.ts";
import { hrefOf } from "../place.ts";
import { useEffect, useState } from "../preact.ts";
import { type StreamEvent, useStream } from "../use_stream.ts";
import type { Draft } from "./draft.ts";
import { RecordTable } from "./record_table.ts";
import {
  FIRST_TAIL,
  MOST_TAIL_ROWS,
  nextTail,
  type TailNews,
  type TailState,
} from "./tail_state.ts";

const TYPES = ["following", "records", "warning", "failure"];

interface TailProps {
  readonly draft: Draft;
  readonly open: string;
  readonly onOpen: (record: RecordLine) => void;
}

/** What comes into a topic from now on; more than can be shown is counted, not shown. */
export function TailView({ draft, open, onOpen }: TailProps) {
  const { topic, partitions, filter, uncommitted } = draft;
  const path = hrefOf("/api/messages/tail", {
    ...{ topic, partitions, filter },
    uncommitted: uncommitted ? "true" : "",
  });
  const [paused, setPaused] = useState(false);
  const [tail, setTail] = useState<TailState>(FIRST_TAIL);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => setTail(FIRST_TAIL), [path]);
  const connection = useStream(path, {
    types: TYPES,
    onEvent: ({ type, data }: StreamEvent) => {
      if (type === "records") setTail((known) => nextTail(known, data as TailNews, paused));
      else if (type === "following") {
        setProblem(null);
        setTail((known) => ({ ...known, begun: known.begun + 1 }));
      } else setProblem((data as { message: string }).message);
    },
  });
  return html`
    <section class="card" aria-labelledby="tail-title">
      <header class="card-head">
        <h2 id="tail-title">${topic}, live</h2>
        <${Fresh} connection=${connection} paused=${paused} begun=${tail.begun} />
        <p class="spacer"></p>
        <button type="button" class="pause" aria-pressed=${paused ? "true" : "false"}
          onClick=${() => setPaused(!paused)}>${paused ? "Resume" : "Pause"}</button>
        <button type="button" class="button" onClick=${() =>
          setTail(({ begun }) => ({ ...FIRST_TAIL, begun: Math.min(1, begun) }))}>Clear</button>
      </header>
      ${problem !== null && html`<p class="form-error" role="alert">${problem}</p>`}
      ${connection === "lost" && html`
        <p class="form-error" role="alert">
          There is no stream: the page keeps trying. A wrong topic, partition or filter ends it too.
        </p>
      `}
      <${Counts} tail=${tail} />
      ${tail.rows.length === 0 ? html`<p class="calm">Nothing came yet.</p>` : html`
        <${RecordTable} label=${`Live records of ${topic}`} records=${tail.rows}
          open=${open} onOpen=${onOpen} />
      `}
    </section>
  `;
}

function Fresh({ connection, paused, begun }: {
  readonly connection: string;
  readonly paused: boolean;
  readonly begun: number;
}) {
  const [kind, word] = paused
    ? ["held", "Paused"]
    : connection === "lost"
    ? ["stale", "No connection"]
    : begun === 0
    ? ["held", "Connecting"]
    : ["live", "Live"];
  return html`
    <p class=${`fresh ${kind}`} role="status"><span class="dot" aria-hidden="true"></span> ${word}</p>
  `;
}

function Counts({ tail }: { readonly tail: TailState }) {
  const { rows, seen, dropped, unchecked, passed, begun } = tail;
  return html`
    <p class="note tail-counts">
      <b>${digits(seen)}</b> came,
      ${" "}<b class="tail-dropped">${digits(dropped)}</b> were not shown since they came too fast
      ${unchecked > 0 ? ` (the filter had no time for ${digits(unchecked)} of them)` : ""},
      ${" "}<b>${digits(passed)}</b> passed while paused.
      ${" "}The newest ${digits(Math.min(rows.length, MOST_TAIL_ROWS))} of at most
      ${" "}${MOST_TAIL_ROWS} are below.
      ${begun > 1 && " The stream was lost in between: what came then is not here."}
    </p>
  `;
}
