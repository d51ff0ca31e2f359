import type { PageEventLike } from "../browser.ts";
import { counted } from "../format.ts";
import { html } from "../html.ts";
import { hrefOf } from "../place.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import { folded } from "./folded.ts";
import type { DiffLine } from "../../schemas/line_diff.ts";
import type { SchemaDiff } from "../../schemas/subject_view.ts";

interface CompareProps {
  readonly subject: string;
  readonly versions: readonly number[];
}

/** What differs from one version of a subject to another. */
export function Compare({ subject, versions }: CompareProps) {
  const [chosen, setChosen] = useState<{ readonly from?: number; readonly to?: number }>({});
  const from = chosen.from ?? versions.at(-2)!;
  const to = chosen.to ?? versions.at(-1)!;
  const query = { subject, from: String(from), to: String(to) };
  const { value, error } = useJson<SchemaDiff>(hrefOf("/api/schemas/diff", query));
  const choose = (name: "from" | "to") => (event: PageEventLike) => {
    const version = Number(event.target.value);
    setChosen((last) => ({ ...last, [name]: version }));
  };
  return html`
    <section class="card" aria-labelledby="compare-title">
      <header class="card-head">
        <h2 id="compare-title">What differs</h2>
        <label class="aside">From <${VersionSelect} value=${from} versions=${versions}
          onChange=${choose("from")} /></label>
        <label class="aside">to <${VersionSelect} value=${to} versions=${versions}
          onChange=${choose("to")} /></label>
      </header>
      <div class="banner-place" role="alert">
        ${error !== null && html`<p class="banner">${error}</p>`}
      </div>
      ${value !== null && html`<${DiffView} diff=${value} />`}
    </section>
  `;
}

interface SelectProps extends Pick<CompareProps, "versions"> {
  readonly value: number;
  readonly onChange: (event: PageEventLike) => void;
}

function VersionSelect({ value, versions, onChange }: SelectProps) {
  return html`<select class="input" value=${String(value)} onChange=${onChange}>
    ${
    versions.map((number) => html`<option key=${number} value=${String(number)}>${number}</option>`)
  }
  </select>`;
}

/** Field by field, then line by line. */
export function DiffView({ diff }: { readonly diff: SchemaDiff }) {
  const { changes, lines, permitted } = diff;
  return html`
    ${changes !== null &&
      (changes.length === 0
        ? html`<p class="calm">Nothing differs but documentation or order.</p>`
        : html`<ul class="changes" aria-label="Changes">
        ${changes.map((change) => html`<li key=${change} class="code">${change}</li>`)}
      </ul>`)}
    ${permitted !== null && html`<p class="note">Permitted by ${permitted.join(", ")}</p>`}
    <${DiffLines} lines=${lines} />
  `;
}

const WORDS = { "+": "added", "-": "removed", " ": "" } as const;

function DiffLines({ lines }: { readonly lines: readonly DiffLine[] }) {
  if (lines.every(({ kind }) => kind === " ")) return null;
  return html`
    <pre class="schema-text diff" tabindex="0" role="group"
      aria-label="Lines that differ">${folded(lines).map((line, at) =>
        typeof line === "number"
          ? html`<span key=${at} class="line fold">${`  … ${
            counted(line, "line")
          } the same\n`}</span>`
          : html`<span key=${at} class=${`line ${
            WORDS[line.kind]
          }`}>${`${line.kind} ${line.text}\n`}</span>`
      )}</pre>
  `;
}
