import { canWrite } from "../api.ts";
import { html } from "../html.ts";
import type { PageProps } from "../place.ts";
import { RedriveForm, ReplayForm, storedPlaceIn } from "./again_forms.ts";
import { SendForm } from "./send_form.ts";

/** Sends records: one's own, a stored one again, a dead letter back. */
export function ProducePage({ query }: PageProps) {
  const replay = query.get("replay");
  const redrive = query.get("redrive");
  const named = redrive ?? replay;
  const place = named === null ? undefined : storedPlaceIn(named);
  return html`
    <div class="page-head">
      <h1>Produce</h1>
      <p class="spacer"></p>
      ${named !== null && html`<a class="button" href="/produce">Send a record of your own</a>`}
    </div>
    ${!canWrite() && html`
      <p class="read-only" id="read-only">
        Sending is off: this dashboard was started read-only. Start it with
        ${" "}<code>deno task dashboard --write</code> to send.
      </p>
    `}
    ${named !== null && place === undefined && html`
      <p class="form-error" role="alert">The address names no record: open one on the page of
        messages and choose it there.</p>
    `}
    ${named === null && html`<${SendForm} query=${query} />`}
    ${place !== undefined &&
      (redrive !== null
        ? html`<${RedriveForm} key=${redrive} place=${place} />`
        : html`<${ReplayForm} key=${replay} place=${place} />`)}
  `;
}
