import { canWrite } from "../api.ts";
import { counted, digits, span } from "../format.ts";
import { html } from "../html.ts";
import { PAGE_PATHS } from "../paths.ts";
import { hrefOf } from "../place.ts";
import { useState } from "../preact.ts";
import { levelOf } from "../tiles.ts";
import type { GroupDetail } from "../../groups/group_view.ts";
import type { WatchFailure } from "../../groups/group_watch.ts";
import { DeleteDialog, ForgetDialog } from "./delete_dialogs.ts";
import { StateBadge } from "./group_table.ts";
import { Freshness, useLive } from "./live.ts";
import { Members } from "./members.ts";
import { Partitions } from "./partitions.ts";
import { Rebalances } from "./rebalances.ts";
import { ResetDialog } from "./reset_dialog.ts";
import { meaningOf } from "./words.ts";

type Shown = GroupDetail & { readonly failure: WatchFailure | null };
type Asked = { readonly what: "reset" | "delete" } | {
  readonly what: "forget";
  readonly topic: string;
};

/** One group: its state, who reads what, how far it is, and what can be done with it. */
export function GroupPage({ group }: { readonly group: string }) {
  const [page, setPage] = useState(1);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, setSaid] = useState("");
  const query = { group, page: String(page) };
  const { value, failure, gone, connection } = useLive<Shown>(
    hrefOf("/events/groups/detail", query),
  );
  const close = () => setAsked(null);
  const done = (text: string) => {
    setSaid(text);
    close();
  };
  return html`
    <div class="page-head">
      <p class="crumb"><a href=${PAGE_PATHS.groups}>Consumer groups</a></p>
      <h1>${group}</h1>
      ${value !== null && html`<${StateBadge} state=${value.state} />`}
      ${value !== null &&
        html`<span class=${`badge ${levelOf(value.verdict)}`}>${value.verdict}</span>`}
      <p class="spacer"></p>
      <${Freshness} connection=${connection} failure=${failure} atMs=${value?.atMs ?? null} />
    </div>
    <div class="banner-place" role="alert">
      ${failure !== null && html`<p class="banner">${failure}</p>`}
      ${gone !== null && html`<p class="banner">${gone}</p>`}
    </div>
    <p class="said" role="status">${said}</p>
    ${value === null
      ? gone === null && failure === null && html`<p class="waiting">Waiting for the figures…</p>`
      : html`
        <${Summary} group=${value} onAsk=${(what: "reset" | "delete") => setAsked({ what })} />
        <${Members} group=${value} />
        <${Partitions} group=${value} onPage=${setPage}
          onForget=${(topic: string) => setAsked({ what: "forget", topic })} />
        <${Rebalances} group=${value} />
      `}
    ${asked?.what === "reset" && value !== null &&
      html`<${ResetDialog} group=${value} onDone=${done} onClose=${close} />`}
    ${asked?.what === "delete" &&
      html`<${DeleteDialog} group=${group} onDone=${done} onClose=${close} />`}
    ${asked?.what === "forget" &&
      html`<${ForgetDialog} group=${group} topic=${asked.topic} onDone=${done} onClose=${close} />`}
  `;
}

interface SummaryProps {
  readonly group: GroupDetail;
  readonly onAsk: (what: "reset" | "delete") => void;
}

function Summary({ group, onAsk }: SummaryProps) {
  const facts: readonly (readonly [string, string])[] = [
    ["Members", digits(group.members)],
    ["Topics", digits(group.topics)],
    ["Partitions", digits(group.partitionCount)],
    ["Unread records", digits(group.totalLag)],
    ["Oldest unread", group.lagSeconds === null ? "–" : span(group.lagSeconds)],
    ["Never committed", counted(group.uncommitted, "partition")],
  ];
  return html`
    <section class="card" aria-label="Summary">
      <p>${group.why}.</p>
      <p class="note">${group.state}: ${meaningOf(group.state)}</p>
      <dl class="facts">
        ${facts.map(([name, value]) =>
          html`
            <div key=${name}>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>
          `
        )}
      </dl>
      ${canWrite() && html`
        <p class="buttons start">
          <button type="button" class="button" disabled=${group.topicList.length === 0}
            onClick=${() => onAsk("reset")}>Reset offsets…</button>
          <button type="button" class="button" onClick=${() =>
            onAsk("delete")}>Delete group…</button>
        </p>
      `}
    </section>
  `;
}
