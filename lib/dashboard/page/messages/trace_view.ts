import type { Trace, TraceStep } from "../../messages/trace.ts";
import type { PageEventLike } from "../browser.ts";
import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { hrefOf, navigate } from "../place.ts";
import { useEffect, useId, useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { originHref, recordHref } from "./place_of.ts";
import { ShownLine } from "./shown_bytes.ts";
import { betweenText, clockText } from "./time_shown.ts";

/** All records of one correlation id as a line of time: sent, tried again, given up, sent back. */
export function TraceView({ query }: { readonly query: URLSearchParams }) {
  const id = query.get("trace") ?? "";
  const topic = query.get("topic") ?? "";
  const around = query.get("around") ?? "";
  const path = id === "" ? null : hrefOf("/api/messages/trace", { id, topic, around });
  const { value, error, loading } = useJson<Trace>(path);
  return html`
    <section class="card" aria-labelledby="trace-title">
      <header class="card-head">
        <h2 id="trace-title">Trace</h2>
        <span class="aside" role="status">${loading && path !== null
          ? "Reading the topics…"
          : value === null
          ? ""
          : summaryOf(value)}</span>
      </header>
      <${TraceForm} id=${id} />
      ${error !== null && html`<p class="form-error" role="alert">${error}</p>`}
      ${value !== null && html`<${Line} trace=${value} />`}
    </section>
  `;
}

function TraceForm({ id }: { readonly id: string }) {
  const [text, setText] = useState(id);
  useEffect(() => setText(id), [id]);
  const field = useId();
  const submit = (event: PageEventLike) => {
    event.preventDefault();
    if (text.trim() !== "") navigate(hrefOf("/messages", { trace: text.trim() }));
  };
  return html`
    <form class="toolbar" onSubmit=${submit}>
      <div class="field wide-field">
        <label for=${field}>Correlation id</label>
        <input id=${field} class="input code" value=${text} autocomplete="off"
          spellcheck=${false}
          onInput=${(event: PageEventLike) => setText(event.target.value)} />
      </div>
      <button type="submit" class="button main">Trace</button>
      <a class="button" href="/messages">Back to records</a>
    </form>
  `;
}

function summaryOf({ steps, read, scanned }: Trace): string {
  const topics = new Set(steps.map(({ topic }) => topic)).size;
  const long = betweenText(steps.at(-1)?.afterMs ?? 0);
  const found = steps.length === 0
    ? "No record has this correlation id"
    : `${counted(steps.length, "record")} in ${counted(topics, "topic")} over ${long}`;
  return `${found}; looked at ${digits(scanned)} records of ${counted(read.length, "topic")}`;
}

function Line({ trace: { steps, unread } }: { readonly trace: Trace }) {
  return html`
    <ol class="trace-line">
      ${steps.map((step) =>
        html`<${Step} key=${`${step.topic}/${step.partition}/${step.offset}`} step=${step} />`
      )}
    </ol>
    ${unread.length > 0 && html`
      <p class="why warning-text">
        <b>Not all was looked at:</b> the search stopped before the ends of
        ${" "}${unread.slice(0, 20).join(", ")}${unread.length > 20 ? " and others" : ""}.
      </p>
    `}
  `;
}

const LEVELS: Readonly<Record<TraceStep["role"], string>> = {
  "sent": "ok",
  "retry": "warning",
  "dead letter": "problem",
  "redriven": "pending",
};

function Step({ step }: { readonly step: TraceStep }) {
  const { topic, partition, offset, timestampMs, afterMs, role, story, key, value } = step;
  return html`
    <li class=${`trace-step ${LEVELS[role]}`}>
      <p>
        <span class=${`badge ${LEVELS[role]}`}>${role}</span>
        ${" "}<a href=${recordHref(topic, partition, offset)}>${topic}/${partition}/${offset}</a>
        ${" "}<time>${clockText(timestampMs)}</time>
        ${" "}<span class="minor">${afterMs === 0 ? "" : `+${betweenText(afterMs)}`}</span>
      </p>
      ${story !== null && html`
        <p class="detail">
          ${story.errorCode ?? "no code"}${story.errorMessage === null
            ? ""
            : `: ${story.errorMessage}`}, tried ${story.attempts} times, from
          ${" "}<a href=${originHref(story.origin)}>${story.origin}</a>
        </p>
      `}
      <p class="line"><${ShownLine} shown=${key} />${" "}<${ShownLine} shown=${value} /></p>
    </li>
  `;
}
