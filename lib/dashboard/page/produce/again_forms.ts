import type { RedriveAnswer } from "../../produce/replay.ts";
import type { SendAnswer } from "../../produce/sending.ts";
import { canWrite } from "../api.ts";
import type { PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { originHref } from "../messages/place_of.ts";
import { TopicField } from "../messages/topic_field.ts";
import { useEffect, useId, useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { OutcomeLine } from "./outcome.ts";
import { useSend } from "./use_send.ts";

/** A stored record that an address names: `orders/0/12`. */
export interface StoredPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** The place in a text; `undefined` when it is none. */
export function storedPlaceIn(text: string): StoredPlace | undefined {
  const match = /^([^/]{1,249})\/(\d{1,6})\/(\d{1,19})$/.exec(text);
  if (match === null) return undefined;
  return { topic: match[1]!, partition: Number(match[2]), offset: match[3]! };
}

/** Sends a stored record's bytes once more, to its topic or another. */
export function ReplayForm({ place }: { readonly place: StoredPlace }) {
  const [to, setTo] = useState(place.topic);
  const [allowed, setAllowed] = useAllowed();
  const [outcome, order] = useSend();
  const topics = useJson<{ topics: string[] }>("/api/messages/topics");
  const submit = (event: PageEventLike) => {
    event.preventDefault();
    const body = { ...place, to, headers: namesIn(allowed) };
    order(
      "/api/produce/replay",
      body,
      (answer: SendAnswer & { readonly leftBehind: readonly string[] }) => ({
        kind: "sent",
        answer,
        leftBehind: answer.leftBehind,
      }),
    );
  };
  return html`
    <section class="card" aria-labelledby="replay-title">
      <header class="card-head">
        <h2 id="replay-title">Send a record again</h2>
      </header>
      <p>Key and value of <${PlaceLink} place=${place} /> go out byte for byte; of its headers only
        those on the list.</p>
      <form onSubmit=${submit} novalidate>
        <div class="toolbar">
          <${TopicField} topics=${topics.value?.topics ?? []} value=${to} onText=${setTo} />
          <${Allowed} value=${allowed} onText=${setAllowed} />
        </div>
        <p class="buttons">
          <button type="submit" class="button main"
            disabled=${!canWrite() || to === "" || outcome.kind === "busy"}>Send again</button>
        </p>
      </form>
      <${OutcomeLine} outcome=${outcome} />
    </section>
  `;
}

/** Sends a dead letter back to where it came from; first shows what that would do. */
export function RedriveForm({ place }: { readonly place: StoredPlace }) {
  const [allowed, setAllowed] = useAllowed();
  const [again, setAgain] = useState(false);
  const [outcome, order] = useSend();
  const give = (dryRun: boolean) => {
    const body = { ...place, headers: namesIn(allowed), dryRun, again };
    const made = (answer: RedriveAnswer) => ({ kind: "redriven" as const, answer });
    order("/api/produce/redrive", body, made);
  };
  const submit = (event: PageEventLike) => {
    event.preventDefault();
    give(false);
  };
  const off = !canWrite() || outcome.kind === "busy";
  return html`
    <section class="card" aria-labelledby="redrive-title">
      <header class="card-head">
        <h2 id="redrive-title">Redrive a dead letter</h2>
      </header>
      <p>The letter <${PlaceLink} place=${place} /> goes back to the topic and partition that it
        tells, and is marked as settled in the same transaction.</p>
      <form onSubmit=${submit} novalidate>
        <div class="toolbar">
          <${Allowed} value=${allowed} onText=${setAllowed} />
          <label class="check">
            <input type="checkbox" checked=${again}
              onChange=${(event: PageEventLike) => setAgain(event.target.checked)} />
            Also if it was settled before
          </label>
        </div>
        <p class="buttons">
          <button type="button" class="button" disabled=${off} onClick=${() => give(true)}>
            Only look
          </button>
          <button type="submit" class="button main" disabled=${off}>Redrive</button>
        </p>
      </form>
      <${OutcomeLine} outcome=${outcome} />
    </section>
  `;
}

function PlaceLink({ place: { topic, partition, offset } }: { readonly place: StoredPlace }) {
  const name = `${topic}/${partition}/${offset}`;
  return html`<a href=${originHref(name)}>${name}</a>`;
}

/** The usual headers of a redrive, to be changed. */
function useAllowed(): [string, (text: string) => void] {
  const usual = useJson<{ usual: string[] }>("/api/produce/headers");
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (text === null && usual.value !== null) setText(usual.value.usual.join(", "));
  }, [usual.value]);
  return [text ?? "", setText];
}

function Allowed({ value, onText }: {
  readonly value: string;
  readonly onText: (text: string) => void;
}) {
  const id = useId();
  return html`
    <div class="field wide-field">
      <label for=${id}>Headers that go along</label>
      <input id=${id} class="input code" value=${value} autocomplete="off"
        spellcheck=${false}
        onInput=${(event: PageEventLike) => onText(event.target.value)} />
    </div>
  `;
}

function namesIn(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim()).filter((name) => name !== "");
}
