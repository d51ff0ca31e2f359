import { digits } from "../format.ts";
import { html } from "../html.ts";

interface PagerProps {
  /** What is on the pages: `Groups`. */
  readonly label: string;
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

/** Goes from page to page of a long list; nothing for a single page. */
export function Pager({ label, page, pages, onPage }: PagerProps) {
  if (pages <= 1) return null;
  return html`
    <nav class="pager" aria-label=${`Pages of ${label}`}>
      <button type="button" class="button" disabled=${page <= 1}
        onClick=${() => onPage(page - 1)}>Previous</button>
      <span>Page ${digits(page)} of ${digits(pages)}</span>
      <button type="button" class="button" disabled=${page >= pages}
        onClick=${() => onPage(page + 1)}>Next</button>
    </nav>
  `;
}
