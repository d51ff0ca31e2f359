import type { PageEventLike } from "../browser.ts";
import { counted } from "../format.ts";
import { html } from "../html.ts";
import { PAGE_PATHS } from "../paths.ts";
import { hrefOf, navigate } from "../place.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import type { SchemaVersionView, SubjectDetail } from "../../schemas/subject_view.ts";
import { Compare } from "./compare.ts";
import { TryCard } from "./try_card.ts";

interface SubjectProps {
  readonly subject: string;
  /** The version that is looked at; "" for the newest. */
  readonly version: string;
}

const LOOK_EVERY_MS = 5000;

/** One subject: its versions, what differs between them, and what a new one would break. */
export function SubjectPage({ subject, version }: SubjectProps) {
  const path = hrefOf("/api/schemas/subject", { subject, version });
  const { value, error, reload } = useJson<SubjectDetail>(path, { everyMs: LOOK_EVERY_MS });
  const [said, setSaid] = useState("");
  const registered = (text: string) => {
    setSaid(text);
    navigate(hrefOf(PAGE_PATHS.schemas, { subject }), { replace: true });
    reload();
  };
  return html`
    <div class="page-head">
      <p class="crumb"><a href=${PAGE_PATHS.schemas}>Schemas</a></p>
      <h1>${subject}</h1>
      ${value !== null && html`<span class="badge pending">${value.level}</span>`}
      ${value !== null && html`<span class="badge pending">${value.shown.schemaType}</span>`}
    </div>
    <div class="banner-place" role="alert">
      ${error !== null && html`<p class="banner">${error}</p>`}
    </div>
    <p class="said" role="status">${said}</p>
    ${value !== null && html`<${Versions} detail=${value} />`}
    ${value !== null && value.versions.length > 1 &&
      html`<${Compare} subject=${subject} versions=${value.versions} />`}
    <${TryCard} subject=${subject} shown=${value?.shown ?? null} topic=${value?.topic ?? null}
      level=${value?.level ?? null} onRegistered=${registered} />
  `;
}

function Versions({ detail }: { readonly detail: SubjectDetail }) {
  const { subject, versions, shown } = detail;
  const choose = (event: PageEventLike) =>
    navigate(hrefOf(PAGE_PATHS.schemas, { subject, version: event.target.value }), {
      replace: true,
    });
  return html`
    <section class="card" aria-labelledby="versions-title">
      <header class="card-head">
        <h2 id="versions-title">${counted(versions.length, "version")}</h2>
        <label class="aside">Version <select class="input" value=${String(shown.version)}
          onChange=${choose}>
          ${versions.map((number) =>
            html`<option key=${number} value=${String(number)}>${number}</option>`
          )}
        </select></label>
        <span class="aside">id ${shown.id}</span>
      </header>
      <${References} shown=${shown} />
      <pre class="schema-text" tabindex="0" role="group"
        aria-label=${`Version ${shown.version} of ${subject}`}>${shown.text}</pre>
    </section>
  `;
}

function References({ shown: { references } }: { readonly shown: SchemaVersionView }) {
  if (references.length === 0) return null;
  return html`
    <p class="note">Uses ${references.map(({ subject, version }) =>
      html`<a class="chip" key=${subject} href=${
        hrefOf(PAGE_PATHS.schemas, {
          subject,
          version: String(version),
        })
      }>${subject} ${version}</a>`
    )}</p>
  `;
}
