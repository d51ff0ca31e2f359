import type { PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { navigate } from "../place.ts";
import { useEffect, useId, useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { type Draft, draftOf, hrefOfDraft } from "./draft.ts";
import { TopicField } from "./topic_field.ts";

const STARTS: readonly (readonly [string, string])[] = [
  ["live", "Live: what comes from now on"],
  ["latest", "Newest first"],
  ["earliest", "Oldest first"],
  ["offset", "From an offset"],
  ["time", "From a time"],
];
const LIMITS = ["20", "50", "100", "500"];

/** Asks for a topic, a place to begin and a filter; the address keeps what was asked. */
export function SearchForm({ query }: { readonly query: URLSearchParams }) {
  const [draft, setDraft] = useState<Draft>(draftOf(query));
  useEffect(() => setDraft(draftOf(query)), [query.toString()]);
  const topics = useJson<{ topics: string[] }>("/api/messages/topics");
  const set = (change: Partial<Draft>) => setDraft((known) => ({ ...known, ...change }));
  const submit = (event: PageEventLike) => {
    event.preventDefault();
    navigate(hrefOfDraft(draft));
  };
  return html`
    <form class="toolbar search" role="search" aria-label="Records" onSubmit=${submit}>
      <${TopicField} topics=${topics.value?.topics ?? []} value=${draft.topic}
        onText=${(topic: string) => set({ topic })} />
      <${Text} label="Partitions" value=${draft.partitions} placeholder="all, or 0,2,5-7"
        onText=${(partitions: string) => set({ partitions })} />
      <${Choice} label="Begin" value=${draft.from} options=${STARTS}
        onChoice=${(from: string) => set({ from })} />
      ${draft.from === "offset" && html`
        <${Text} label="Offset" value=${draft.offset} placeholder="0" inputmode="numeric"
          onText=${(offset: string) => set({ offset })} />
      `}
      ${draft.from === "time" && html`
        <${Text} label="Time" value=${draft.time} placeholder="2026-01-31T12:00:00Z"
          onText=${(time: string) => set({ time })} />
      `}
      ${draft.from !== "live" && html`
        <${Choice} label="At a time" value=${draft.limit}
          options=${LIMITS.map((limit) => [limit, `${limit} records`])}
          onChoice=${(limit: string) => set({ limit })} />
      `}
      <div class="wide-field">
        <${Text} label="Search or filter" value=${draft.filter} code=${true}
          placeholder=${'text, or value.user.id = 7 and not key ~ "test"'}
          onText=${(filter: string) => set({ filter })} />
      </div>
      <label class="check">
        <input type="checkbox" checked=${draft.uncommitted}
          onChange=${(event: PageEventLike) => set({ uncommitted: event.target.checked })} />
        Open and aborted transactions too
      </label>
      <button type="submit" class="button main">Read</button>
    </form>
    ${topics.error !== null && html`<p class="form-error" role="alert">${topics.error}</p>`}
    <${Help} />
  `;
}

function Help() {
  return html`
    <details class="help">
      <summary>How to write a filter</summary>
      <p>A word alone is looked for in key, value and headers. Fields: <code>key</code>,
        ${" "}<code>value</code>, <code>header.NAME</code>, <code>partition</code>,
        ${" "}<code>offset</code>, <code>timestamp</code>, and paths into JSON or Avro such as
        ${" "}<code>value.user.id</code> or <code>value.items[0].price</code>.</p>
      <p>Compare with <code>${"= != < <= > >="}</code> and <code>~</code> (contains); join with
        ${" "}<code>and</code>, <code>or</code>, <code>not</code> and brackets. Texts with blanks
        stand in "quotes"; <code>value = null</code> finds tombstones.</p>
    </details>
  `;
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onText: (text: string) => void;
  readonly code?: boolean;
  readonly inputmode?: string;
}

function Text({ label, value, onText, code = false, ...more }: TextProps) {
  const id = useId();
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input id=${id} class=${code ? "input code" : "input"} value=${value} autocomplete="off"
        spellcheck=${false} ...${more}
        onInput=${(event: PageEventLike) => onText(event.target.value)} />
    </div>
  `;
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChoice: (value: string) => void;
}

/** A labelled choice of one among a few. */
export function Choice({ label, value, options, onChoice }: ChoiceProps) {
  const id = useId();
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} class="input"
        onChange=${(event: PageEventLike) => onChoice(event.target.value)}>
        ${options.map(([each, words]) =>
          html`<option key=${each} value=${each} selected=${each === value}>${words}</option>`
        )}
      </select>
    </div>
  `;
}
