import { browser, type PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { useId } from "../preact.ts";

/** A header as it was typed. */
export interface HeaderDraft {
  /** Tells rows apart while they are typed. */
  readonly id: number;
  readonly name: string;
  readonly as: string;
  readonly text: string;
}

interface HeaderRowsProps {
  readonly headers: readonly HeaderDraft[];
  readonly onHeaders: (headers: readonly HeaderDraft[]) => void;
}

const KINDS: readonly (readonly [string, string])[] = [
  ["string", "String"],
  ["hex", "Hex"],
  ["null", "null"],
];

/** Rows of headers; names may repeat and keep their order. */
export function HeaderRows({ headers, onHeaders }: HeaderRowsProps) {
  const id = useId();
  const change = (at: number, part: Partial<HeaderDraft>) =>
    onHeaders(headers.map((header, index) => index === at ? { ...header, ...part } : header));
  const add = () => {
    const next = Math.max(0, ...headers.map((header) => header.id)) + 1;
    onHeaders([...headers, { id: next, name: "", as: "string", text: "" }]);
  };
  const remove = (at: number) => {
    onHeaders(headers.filter((_, index) => index !== at));
    browser.document.getElementById(`${id}-add`)?.focus();
  };
  return html`
    <fieldset class="content">
      <legend>Headers</legend>
      ${headers.map((header, at) =>
        html`
          <div class="header-row" key=${header.id}>
            <input class="input code" aria-label=${`Name of header ${at + 1}`} placeholder="name"
              value=${header.name} autocomplete="off" spellcheck=${false}
              onInput=${(event: PageEventLike) => change(at, { name: event.target.value })} />
            <select class="input" aria-label=${`Kind of header ${at + 1}`}
              onChange=${(event: PageEventLike) => change(at, { as: event.target.value })}>
              ${KINDS.map(([kind, words]) =>
                html`<option key=${kind} value=${kind} selected=${
                  kind === header.as
                }>${words}</option>`
              )}
            </select>
            <input class="input code" aria-label=${`Value of header ${at + 1}`} placeholder="value"
              value=${header.as === "null" ? "" : header.text} disabled=${header.as === "null"}
              autocomplete="off" spellcheck=${false}
              onInput=${(event: PageEventLike) => change(at, { text: event.target.value })} />
            <button type="button" class="button" aria-label=${`Remove header ${at + 1}`}
              onClick=${() => remove(at)}>Remove</button>
          </div>
        `
      )}
      <button type="button" id=${`${id}-add`} class="button" onClick=${add}>Add header</button>
    </fieldset>
  `;
}
