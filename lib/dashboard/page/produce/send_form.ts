import type { SendAnswer } from "../../produce/sending.ts";
import { canWrite, send } from "../api.ts";
import type { PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { Choice } from "../messages/search_form.ts";
import { TopicField } from "../messages/topic_field.ts";
import { useEffect, useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { type ContentDraft, ContentField } from "./content_field.ts";
import { type HeaderDraft, HeaderRows } from "./header_rows.ts";
import { OutcomeLine } from "./outcome.ts";
import { useSend } from "./use_send.ts";

const EMPTY: ContentDraft = { as: "string", text: "", subject: "" };
const TYPING_MS = 250;
const BY_KEY = "by key";

/** The form for a record of one's own. */
export function SendForm({ query }: { readonly query: URLSearchParams }) {
  const [topic, setTopic] = useState(query.get("topic") ?? "");
  const [chosen, setChosen] = useState(BY_KEY);
  const [key, setKey] = useState<ContentDraft>(EMPTY);
  const [value, setValue] = useState<ContentDraft>({ ...EMPTY, as: "json", text: "{}" });
  const [headers, setHeaders] = useState<readonly HeaderDraft[]>([]);
  const [outcome, order] = useSend();
  const topics = useJson<{ topics: string[] }>("/api/messages/topics");
  const predicted = usePrediction(topic, key);
  const submit = (event: PageEventLike) => {
    event.preventDefault();
    const body = {
      topic,
      partition: chosen === BY_KEY ? null : Number(chosen),
      key: keyOf(key),
      value: contentOf(value),
      headers: headers.map(({ name, as, text }) => ({ name, as, text })),
    };
    order("/api/produce", body, (answer: SendAnswer) => ({ kind: "sent", answer }));
  };
  const partitions = Array.from({ length: predicted?.of ?? 0 }, (_, at): [string, string] => [
    ...[String(at), `partition ${at}`] as const,
  ]);
  const byKey: [string, string] = [BY_KEY, "as the key decides"];
  return html`
    <section class="card" aria-labelledby="send-title">
      <header class="card-head">
        <h2 id="send-title">Send a record</h2>
      </header>
      <form onSubmit=${submit} novalidate>
        <div class="toolbar">
          <${TopicField} topics=${topics.value?.topics ?? []} value=${topic} onText=${setTopic} />
          <${Choice} label="Partition" value=${chosen} options=${[byKey, ...partitions]}
            onChoice=${setChosen} />
        </div>
        <p class="note predicted" role="status">${wordsOf(topic, chosen, predicted)}</p>
        <${ContentField} title="Key" draft=${key} rows=${1} subject=${`${topic}-key`}
          serializers=${["string", "json", "avro", "hex", "null"]} onDraft=${setKey} />
        <${ContentField} title="Value" draft=${value} rows=${8} subject=${`${topic}-value`}
          serializers=${["json", "string", "avro", "hex", "null"]} onDraft=${setValue} />
        <${HeaderRows} headers=${headers} onHeaders=${setHeaders} />
        <p class="buttons">
          <button type="submit" class="button main"
            disabled=${!canWrite() || topic === "" || outcome.kind === "busy"}>Send</button>
        </p>
      </form>
      <${OutcomeLine} outcome=${outcome} />
    </section>
  `;
}

function contentOf({ as, text, subject }: ContentDraft) {
  return { as, text, ...(subject !== "" && { subject }) };
}

/** A key that nobody typed is no key; one of no bytes can be had as hex. */
function keyOf(key: ContentDraft) {
  return contentOf(key.as === "string" && key.text === "" ? { ...key, as: "null" } : key);
}

interface Prediction {
  readonly partition: number | null;
  readonly of: number;
  readonly error: string | null;
}

/** Where the key will go, asked for when the typing pauses. */
function usePrediction(topic: string, key: ContentDraft): Prediction | null {
  const [predicted, setPredicted] = useState<Prediction | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const ask = async () => {
      try {
        const body = { topic, key: keyOf(key) };
        const known = await send<Prediction>("POST", "/api/produce/partition", body, stop.signal);
        setPredicted({ ...known, error: null });
      } catch (error) {
        if (stop.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        setPredicted((last) => ({ partition: null, of: last?.of ?? 0, error: message }));
      }
    };
    const timer = setTimeout(() => topic === "" ? setPredicted(null) : ask(), TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [topic, key.as, key.text, key.subject]);
  return predicted;
}

function wordsOf(topic: string, chosen: string, predicted: Prediction | null): string {
  if (topic === "") return "Choose a topic.";
  if (chosen !== BY_KEY) return `It will go to partition ${chosen}, whatever its key is.`;
  if (predicted === null) return "";
  if (predicted.error !== null) return predicted.error;
  const { partition, of } = predicted;
  return partition === null
    ? `Without a key the producer chooses one of ${of} partitions.`
    : `This key will go to partition ${partition} of ${of} (murmur2 of its bytes).`;
}
