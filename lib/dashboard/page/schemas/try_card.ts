import { canWrite, send } from "../api.ts";
import type { PageEventLike } from "../browser.ts";
import { Dialog } from "../dialog.ts";
import { useOrder } from "../groups/use_order.ts";
import { html } from "../html.ts";
import { useState } from "../preact.ts";
import type { SchemaImpact } from "../../schemas/schema_impact.ts";
import type { SchemaDiff, SchemaVersionView } from "../../schemas/subject_view.ts";
import { DiffView } from "./compare.ts";
import { Impact } from "./impact.ts";

interface TryProps {
  readonly subject: string;
  /** The version to begin with. */
  readonly shown: SchemaVersionView | null;
  /** The topic that the subject's name tells. */
  readonly topic: string | null;
  readonly level: string | null;
  /** Told in a sentence what was registered. */
  readonly onRegistered: (said: string) => void;
}

/** What the registry says of a pasted schema. */
interface Verdict {
  readonly level: string;
  readonly compatible: boolean;
  readonly messages: readonly string[];
  readonly exists: boolean;
  readonly changes?: SchemaDiff["changes"];
  readonly lines?: SchemaDiff["lines"];
  readonly permitted?: SchemaDiff["permitted"];
}

interface Form {
  readonly text: string;
  readonly schemaType: string;
  readonly topic: string;
  readonly limit: string;
}

/** Takes a schema and shows what it would break: by the registry's rules, and among records. */
export function TryCard({ subject, shown, topic, level, onRegistered }: TryProps) {
  const [form, setForm] = useState<Form>({ text: "", schemaType: "", topic: "", limit: "100" });
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [impact, setImpact] = useState<SchemaImpact | null>(null);
  const [asking, setAsking] = useState(false);
  const { busy, error, order } = useOrder();
  const schemaType = form.schemaType === "" ? shown?.schemaType ?? "AVRO" : form.schemaType;
  const put = (text: string) => {
    setForm((last) => ({ ...last, text }));
    setVerdict(null);
    setImpact(null);
  };
  const change = (name: "schemaType" | "topic" | "limit") => (event: PageEventLike) => {
    const { value } = event.target;
    setForm((last) => ({ ...last, [name]: value }));
  };
  const body = { subject, schema: form.text, schemaType };
  const check = () =>
    order(async () => setVerdict(await send<Verdict>("POST", "/api/schemas/check", body)));
  const tryIt = () =>
    order(async () => {
      const asked = { subject, schema: form.text, limit: Number(form.limit), topic: form.topic };
      setImpact(await send<SchemaImpact>("POST", "/api/schemas/impact", asked));
    });
  const empty = form.text.trim() === "";
  return html`
    <section class="card" aria-labelledby="try-title">
      <header class="card-head">
        <h2 id="try-title">Try a schema</h2>
        ${shown !== null && html`
          <button type="button" class="button link"
            onClick=${() => put(shown.text)}>Begin with version ${shown.version}</button>
        `}
      </header>
      <label class="field"><span>Schema</span>
        <textarea class="input code schema-input" rows="12" spellcheck=${false} value=${form.text}
          onInput=${(event: PageEventLike) => put(event.target.value)}></textarea>
      </label>
      <div class="toolbar try-bar">
        <${Language} value=${schemaType} onChange=${change("schemaType")} />
        <button type="button" class="button main" disabled=${empty || busy}
          onClick=${check}>Check compatibility</button>
        <label class="field"><span>Records</span>
          <input class="input" type="number" min="1" max="500" value=${form.limit}
            onInput=${change("limit")} />
        </label>
        ${topic === null && html`<label class="field"><span>Topic</span>
          <input class="input" value=${form.topic} autocomplete="off" onInput=${change("topic")} />
        </label>`}
        <button type="button" class="button" disabled=${empty || busy || schemaType !== "AVRO"}
          onClick=${tryIt}>Try on stored records</button>
        ${canWrite() && html`
          <button type="button" class="button" disabled=${empty || busy}
            onClick=${() => setAsking(true)}>Register version…</button>
        `}
      </div>
      <p class="form-error" role="alert">${error ?? ""}</p>
      <div role="status">${verdict !== null && html`<${VerdictView} verdict=${verdict} />`}</div>
      ${impact !== null && html`<${Impact} impact=${impact} />`}
      ${asking &&
        html`<${RegisterDialog} body=${body} level=${level} onClose=${() =>
          setAsking(false)} onDone=${(said: string) => {
          setAsking(false);
          setVerdict(null);
          onRegistered(said);
        }} />`}
    </section>
  `;
}

const LANGUAGES = ["AVRO", "JSON", "PROTOBUF"] as const;

interface LanguageProps {
  readonly value: string;
  readonly onChange: (event: PageEventLike) => void;
}

function Language({ value, onChange }: LanguageProps) {
  return html`
    <label class="field"><span>Language</span>
      <select class="input" value=${value} onChange=${onChange}>
        ${LANGUAGES.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}
      </select>
    </label>
  `;
}

function VerdictView({ verdict }: { readonly verdict: Verdict }) {
  const { compatible, level, messages, exists, changes = null, lines, permitted = null } = verdict;
  return html`
    <p class="verdict">
      <span class=${`badge ${compatible ? "ok" : "problem"}`}>${compatible
        ? "Compatible"
        : "Breaks"}</span>
      ${!exists
        ? " The subject has no version yet: whatever comes first is permitted."
        : compatible
        ? ` It may be the next version (${level}).`
        : ` It may not be the next version (${level}):`}
    </p>
    ${messages.length > 0 && html`<ul class="messages">
      ${messages.map((message) => html`<li key=${message}>${message}</li>`)}
    </ul>`}
    ${lines !== undefined && html`<${DiffView} diff=${{ changes, lines, permitted }} />`}
  `;
}

interface RegisterProps {
  readonly body: { readonly subject: string; readonly schema: string; readonly schemaType: string };
  readonly level: string | null;
  readonly onDone: (said: string) => void;
  readonly onClose: () => void;
}

function RegisterDialog({ body, level, onDone, onClose }: RegisterProps) {
  const { busy, error, order } = useOrder();
  const register = () =>
    order(async () => {
      const path = "/api/schemas/register";
      const { version, id } = await send<{ version: number; id: number }>("POST", path, body);
      onDone(`Version ${version} of ${body.subject} has id ${id}`);
    });
  return html`
    <${Dialog} title="Register this version?" action="Register" busy=${busy} error=${error}
      onAction=${register} onClose=${onClose}>
      <p>It becomes the next version of <b>${body
        .subject}</b>, unless the registry refuses it${level === null
        ? ""
        : ` by level ${level}`}. A version stays: those who have its id keep it.</p>
      </${Dialog}>
  `;
}
