import type { RedriveAnswer } from "../../produce/replay.ts";
import type { SendAnswer } from "../../produce/sending.ts";
import { digits } from "../format.ts";
import { html } from "../html.ts";
import { recordHref } from "../messages/place_of.ts";

/** What became of an order, as far as this page knows. */
export type Outcome =
  | { readonly kind: "none" | "busy" }
  /** The server refused to try: nothing was sent. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "sent"; readonly answer: SendAnswer; readonly leftBehind?: readonly string[] }
  | { readonly kind: "redriven"; readonly answer: RedriveAnswer };

/** Acknowledged, failed, uncertain: three outcomes, told apart; read out when they change. */
export function OutcomeLine({ outcome }: { readonly outcome: Outcome }) {
  return html`<div class="outcome" role="status">${contentOf(outcome)}</div>`;
}

function contentOf(outcome: Outcome) {
  switch (outcome.kind) {
    case "none":
      return null;
    case "busy":
      return html`<p class="calm">Sending…</p>`;
    case "refused":
      return html`
        <p class="why problem"><b>Not sent:</b> ${outcome.message}</p>
      `;
    case "sent":
      return html`<${Sent} answer=${outcome.answer} leftBehind=${outcome.leftBehind ?? []} />`;
    case "redriven":
      return html`<${Redriven} answer=${outcome.answer} />`;
  }
}

function Sent({ answer, leftBehind }: {
  readonly answer: SendAnswer;
  readonly leftBehind: readonly string[];
}) {
  if (answer.outcome !== "acknowledged") return html`<${NotSent} answer=${answer} />`;
  const { topic, partition, offset } = answer;
  return html`
    <p>
      <span class="badge ok">Acknowledged</span> ${topic}, partition <b>${partition}</b>, offset
      ${" "}<b>${digits(offset)}</b>. <a href=${recordHref(topic, partition, offset)}>Look at it</a>
    </p>
    <${LeftBehind} names=${leftBehind} />
  `;
}

function NotSent({ answer }: {
  readonly answer: Exclude<SendAnswer, { readonly outcome: "acknowledged" }>;
}) {
  const { outcome, code, message } = answer;
  return outcome === "failed"
    ? html`
      <p class="why problem">
        <span class="badge problem">Failed</span> It is not in the log: ${message} (${code}).
      </p>
    `
    : html`
      <p class="why warning-text">
        <span class="badge warning">Uncertain</span> It may be in the log: ${message} (${code}). Look
        at the topic before you send it again.
      </p>
    `;
}

function Redriven({ answer }: { readonly answer: RedriveAnswer }) {
  if ("code" in answer) {
    return html`<${NotSent} answer=${answer} />`;
  }
  const { outcome, dryRun, to, message, leftBehind } = answer;
  const done = outcome === "redriven";
  const words = !done ? "Not redriven" : dryRun ? "Looked at" : "Redriven";
  return html`
    <p>
      <span class=${`badge ${done ? (dryRun ? "pending" : "ok") : "problem"}`}>${words}</span>
      ${" "}${message}${to === null ? "" : ` (${to.topic}, partition ${to.partition})`}.
    </p>
    <${LeftBehind} names=${leftBehind} />
  `;
}

function LeftBehind({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return html`<p class="note">Headers left behind: ${names.join(", ")}.</p>`;
}
