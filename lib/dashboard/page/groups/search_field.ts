import type { PageEventLike } from "../browser.ts";
import { html } from "../html.ts";
import { useEffect, useRef, useState } from "../preact.ts";

const TYPING_MS = 250;

interface SearchProps {
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

/** A field that searches a moment after the last letter. */
export function SearchField({ value, onSearch }: SearchProps) {
  const [text, setText] = useState(value);
  // what else was chosen while somebody typed must hold
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => latest.current(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return html`
    <label class="field"><span>Search</span>
      <input class="input" type="search" value=${text} maxlength="255" autocomplete="off"
        onInput=${(event: PageEventLike) => setText(event.target.value)} />
    </label>
  `;
}
