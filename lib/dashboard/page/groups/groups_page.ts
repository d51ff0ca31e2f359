import type { PageEventLike } from "../browser.ts";
import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { PAGE_PATHS } from "../paths.ts";
import { hrefOf, navigate } from "../place.ts";
import type { PageProps } from "../place.ts";
import type { GroupList } from "../../groups/group_list.ts";
import { GroupPage } from "./group_page.ts";
import { GroupTable } from "./group_table.ts";
import { Freshness, useLive } from "./live.ts";
import { Pager } from "./pager.ts";
import { SearchField } from "./search_field.ts";

/** All consumer groups, or the one that the address names. */
export function GroupsPage({ query }: PageProps) {
  const group = query.get("group") ?? "";
  return group === ""
    ? html`<${ListPage} query=${query} />`
    : html`<${GroupPage} key=${group} group=${group} />`;
}

const ORDERS = [
  ["name", "Name"],
  ["worst", "Worst first"],
  ["lag", "Most unread first"],
  ["members", "Most members first"],
] as const;

function ListPage({ query }: Pick<PageProps, "query">) {
  const asked = {
    search: query.get("search") ?? "",
    state: query.get("state") ?? "",
    order: query.get("order") ?? "",
    page: query.get("page") ?? "",
  };
  const go = (change: Partial<typeof asked>) =>
    navigate(hrefOf(PAGE_PATHS.groups, { ...asked, page: "", ...change }), { replace: true });
  const { value, failure, connection } = useLive<GroupList>(hrefOf("/events/groups", asked));
  return html`
    <div class="page-head">
      <h1>Consumer groups</h1>
      <p class="spacer"></p>
      <${Freshness} connection=${connection} failure=${failure} atMs=${value?.atMs ?? null} />
    </div>
    <div class="banner-place" role="alert">
      ${failure !== null && html`<p class="banner">${failure}</p>`}
    </div>
    <section class="card" aria-label="Groups">
      <div class="toolbar">
        <${SearchField} value=${asked.search} onSearch=${(search: string) => go({ search })} />
        <label class="field"><span>State</span>
          <select class="input" value=${asked.state}
            onChange=${(event: PageEventLike) => go({ state: event.target.value })}>
            <option value="">All${value !== null ? ` (${digits(value.total)})` : ""}</option>
            ${(value?.states ?? []).map(({ state, groups }) =>
              html`<option key=${state} value=${state}>${state} (${digits(groups)})</option>`
            )}
          </select>
        </label>
        <label class="field"><span>Order</span>
          <select class="input" value=${asked.order === "" ? "name" : asked.order}
            onChange=${(event: PageEventLike) => go({ order: event.target.value })}>
            ${ORDERS.map(([order, title]) =>
              html`<option key=${order} value=${order}>${title}</option>`
            )}
          </select>
        </label>
        <p class="aside found" role="status">${value === null
          ? ""
          : counted(value.matching, "group")}</p>
      </div>
      ${value === null
        ? failure === null && html`<p class="waiting">Waiting for the first figures…</p>`
        : value.groups.length === 0
        ? html`<p class="calm">${
          value.total === 0
            ? "No group has committed anything or has members."
            : "No group is called so or in that state."
        }</p>`
        : html`<${GroupTable} groups=${value.groups} />`}
      ${value !== null && html`
        <${Pager} label="groups" page=${value.page} pages=${value.pages}
          onPage=${(page: number) => go({ page: String(page) })} />
      `}
    </section>
  `;
}
