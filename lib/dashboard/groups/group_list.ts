import type { LagReport, Verdict } from "../../monitoring/mod.ts";
import { RequestError } from "../routing.ts";
import { type GroupSummary, type RebalanceBook, summaryOf } from "./group_view.ts";
import type { WatchFailure } from "./group_watch.ts";

/** A page of the list of groups. */
export interface GroupList {
  /** When the figures were taken, milliseconds since 1970. */
  readonly atMs: number;
  /** How many groups there are. */
  readonly total: number;
  /** How many of them were asked for. */
  readonly matching: number;
  /** Which page this is, from 1. */
  readonly page: number;
  /** How many pages there are. */
  readonly pages: number;
  /** The groups of this page. */
  readonly groups: readonly GroupSummary[];
  /** Which states there are, with how many groups are in each. */
  readonly states: readonly { readonly state: string; readonly groups: number }[];
  /** Why the figures are not fresh; `null` when they are. */
  readonly failure: WatchFailure | null;
}

/** In which order groups are listed. */
export const GROUP_ORDERS = ["name", "lag", "worst", "members"] as const;

/** What is asked of the list. */
export interface GroupQuery {
  /** Part of the name, in any case. */
  readonly search: string;
  /** Only groups of this state; "" for all. */
  readonly state: string;
  /** In which order. */
  readonly order: (typeof GROUP_ORDERS)[number];
  /** Which page, from 1. */
  readonly page: number;
}

export const GROUPS_A_PAGE = 50;

/** What an address asks for. @throws {RequestError} for an order or page that can't be one */
export function groupQueryOf(query: URLSearchParams): GroupQuery {
  const order = query.get("order") ?? "name";
  if (!isOrder(order)) {
    throw new RequestError(400, `There is no order "${order}": use ${GROUP_ORDERS.join(", ")}`);
  }
  return {
    search: (query.get("search") ?? "").slice(0, 255),
    state: query.get("state") ?? "",
    order,
    page: pageOf(query),
  };
}

/** The page that is asked for, from 1. @throws {RequestError} when it is no number */
export function pageOf(query: URLSearchParams): number {
  const page = query.get("page") ?? "1";
  if (/^[1-9]\d{0,6}$/.test(page)) return Number(page);
  throw new RequestError(400, `There is no page "${page}": pages are numbered from 1`);
}

/** The groups that are asked for, a page of them; beyond the last page it is the last. */
export function groupListOf(
  report: LagReport,
  query: GroupQuery,
  { book, failure }: { readonly book: RebalanceBook; readonly failure: WatchFailure | undefined },
): GroupList {
  const search = query.search.toLowerCase();
  const found = report.groups.filter(({ groupId, state }) =>
    groupId.toLowerCase().includes(search) && (query.state === "" || state === query.state)
  );
  const pages = Math.max(1, Math.ceil(found.length / GROUPS_A_PAGE));
  const page = Math.min(query.page, pages);
  const shown = found.toSorted(ORDERS[query.order]).slice((page - 1) * GROUPS_A_PAGE)
    .slice(0, GROUPS_A_PAGE);
  const states = [...Map.groupBy(report.groups, ({ state }) => state)]
    .map(([state, { length }]) => ({ state, groups: length }))
    .sort((a, b) => a.state < b.state ? -1 : 1);
  return {
    atMs: report.atMs,
    total: report.groups.length,
    matching: found.length,
    page,
    pages,
    groups: shown.map((group) => summaryOf(group, book.rebalanceCount(group.groupId))),
    states,
    failure: failure ?? null,
  };
}

type Group = LagReport["groups"][number];

const byName = (a: Group, b: Group) => a.groupId < b.groupId ? -1 : a.groupId > b.groupId ? 1 : 0;
const byLag = (a: Group, b: Group) =>
  a.totalLag === b.totalLag ? byName(a, b) : a.totalLag < b.totalLag ? 1 : -1;

const BADNESS: Readonly<Record<Verdict, number>> = {
  stalled: 0,
  stopped: 1,
  "falling behind": 2,
  rewound: 3,
  ok: 4,
};

const ORDERS: Readonly<Record<GroupQuery["order"], (a: Group, b: Group) => number>> = {
  name: byName,
  lag: byLag,
  worst: (a, b) => BADNESS[a.verdict] - BADNESS[b.verdict] || byLag(a, b),
  members: (a, b) => b.members.length - a.members.length || byName(a, b),
};

function isOrder(order: string): order is GroupQuery["order"] {
  return (GROUP_ORDERS as readonly string[]).includes(order);
}
