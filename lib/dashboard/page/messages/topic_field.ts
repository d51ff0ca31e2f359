import type { PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { useId } from "../preact.ts";

/** A browser's list of thousands is of no use: those that fit what was typed are enough. */
const MOST_SUGGESTED = 200;

interface TopicFieldProps {
  readonly topics: readonly string[];
  readonly value: string;
  readonly onText: (text: string) => void;
}

/** A topic's name, with suggestions out of however many there are. */
export function TopicField({ topics, value, onText }: TopicFieldProps) {
  const id = useId();
  const typed = value.toLowerCase();
  const fitting = topics.filter((name) => name.toLowerCase().includes(typed));
  return html`
    <div class="field">
      <label for=${id}>Topic</label>
      <input id=${id} class="input" value=${value} list=${`${id}-list`} autocomplete="off"
        spellcheck=${false} maxlength="249" required
        onInput=${(event: PageEventLike) => onText(event.target.value)} />
      <datalist id=${`${id}-list`}>
        ${fitting.slice(0, MOST_SUGGESTED).map((name) =>
          html`<option key=${name} value=${name}></option>`
        )}
      </datalist>
    </div>
  `;
}
