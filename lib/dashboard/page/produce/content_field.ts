import type { PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { Choice } from "../messages/search_form.ts";
import { useId } from "../preact.ts";

/** What was typed for a key or value, and how it becomes bytes. */
export interface ContentDraft {
  readonly as: string;
  readonly text: string;
  readonly subject: string;
}

const WORDS: Readonly<Record<string, string>> = {
  string: "String (UTF-8)",
  json: "JSON, checked",
  avro: "Avro, by its subject's newest schema",
  hex: "Hex, two digits a byte",
  null: "null",
};

interface ContentProps {
  /** `Key` or `Value`. */
  readonly title: string;
  readonly draft: ContentDraft;
  readonly serializers: readonly string[];
  /** The subject that is taken where none is typed. */
  readonly subject: string;
  readonly rows: number;
  readonly onDraft: (draft: ContentDraft) => void;
}

/** The form's part for a key or a value. */
export function ContentField(props: ContentProps) {
  const { title, draft, serializers, subject, rows, onDraft } = props;
  const id = useId();
  const set = (change: Partial<ContentDraft>) => onDraft({ ...draft, ...change });
  return html`
    <fieldset class="content">
      <legend>${title}</legend>
      <${Choice} label=${`${title} serializer`} value=${draft.as}
        options=${serializers.map((
          each,
        ) => [
          each,
          each === "null" && title === "Value" ? "null: a tombstone" : WORDS[each] ?? each,
        ])}
        onChoice=${(as: string) => set({ as })} />
      ${draft.as === "avro" && html`
        <div class="field">
          <label for=${`${id}-subject`}>${title} subject</label>
          <input id=${`${id}-subject`} class="input code" value=${draft.subject}
            placeholder=${subject} autocomplete="off" spellcheck=${false}
            onInput=${(event: PageEventLike) => set({ subject: event.target.value })} />
        </div>
      `}
      ${draft.as !== "null" && html`
        <div class="field">
          <label for=${id}>${title} text</label>
          <textarea id=${id} class="input code" rows=${rows} spellcheck=${false}
            value=${draft.text}
            onInput=${(event: PageEventLike) => set({ text: event.target.value })}></textarea>
        </div>
      `}
    </fieldset>
  `;
}
