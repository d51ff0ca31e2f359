import type { PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { useId } from "../preact.ts";

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** A line below. */
  readonly hint?: string;
  readonly type?: string;
  readonly min?: string;
  readonly maxlength?: string;
  readonly autofocus?: boolean;
}

/** A labelled line of text. */
export function Field({ label, value, onText, hint, ...input }: FieldProps) {
  const id = useId();
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input id=${id} class="input" value=${value} autocomplete="off" spellcheck=${false}
        ...${input} aria-describedby=${hint === undefined ? undefined : `${id}-hint`}
        onInput=${(event: PageEventLike) => onText(event.target.value)} />
      ${hint !== undefined && html`<small id=${`${id}-hint`}>${hint}</small>`}
    </div>
  `;
}
