import type { TopicPage, TopicRow, TopicStatistics } from "../../topics/topic_list.ts";
import { canWrite } from "../api.ts";
import type { PageEventLike } from "../browser.ts";
import { counted, digits } from "../format.ts";
import { html } from "../html.ts";
import { hrefOf, navigate } from "../place.ts";
import { useEffect, useRef, useState } from "../preact.ts";
import { TileRow } from "../tile_row.ts";
import type { Tile } from "../tiles.ts";
import { useJson } from "../use_json.ts";
import { CreateTopic } from "./create_topic.ts";

const SIZE = 50;
const LOOK_EVERY_MS = 5000;
const TYPING_MS = 250;

/** All topics, a page at a time; what is not shown is not asked about. */
export function TopicList({ query }: { readonly query: URLSearchParams }) {
  const search = query.get("search") ?? "";
  const internal = query.get("internal") === "true";
  const page = Number(query.get("page") ?? "0");
  const path = hrefOf("/api/topics", {
    search,
    internal: internal ? "true" : "",
    page: String(page),
    size: String(SIZE),
  });
  const list = useJson<TopicPage>(path, { everyMs: LOOK_EVERY_MS });
  const [creating, setCreating] = useState(false);
  const go = (next: { search?: string; internal?: boolean; page?: number }) => {
    const { search: text = search, internal: own = internal, page: at = 0 } = next;
    navigate(
      hrefOf("/topics", {
        search: text,
        internal: own ? "true" : "",
        page: at === 0 ? "" : String(at),
      }),
      { replace: true },
    );
  };
  return html`
    <div class="page-head">
      <h1>Topics</h1>
      <p class="spacer"></p>
      ${canWrite() && html`
        <button type="button" class="button main" onClick=${() => setCreating(true)}>
          Create topic
        </button>
      `}
    </div>
    <${Statistics} />
    <section class="card" aria-labelledby="topics-title">
      <header class="card-head">
        <h2 id="topics-title">All topics</h2>
        <span class="aside" role="status">${found(list.value)}</span>
      </header>
      <form class="toolbar" role="search" onSubmit=${(event: PageEventLike) =>
        event.preventDefault()}>
        <${SearchField} search=${search} onSearch=${(text: string) => go({ search: text })} />
        <label class="check">
          <input type="checkbox" checked=${internal}
            onChange=${(event: PageEventLike) => go({ internal: event.target.checked })} />
          Kafka's own too
        </label>
      </form>
      ${list.error !== null && html`<p class="form-error" role="alert">${list.error}</p>`}
      ${list.value === null
        ? list.error === null && html`<p class="waiting">Asking the cluster…</p>`
        : html`
          <${Table} topics=${list.value.topics} />
          <${Pager} page=${list.value} onPage=${(at: number) => go({ page: at })} />
        `}
    </section>
    ${creating && html`<${CreateTopic} onClose=${() => setCreating(false)} />`}
  `;
}

function found(page: TopicPage | null): string {
  if (page === null) return "";
  const { matched, total } = page;
  return matched === total ? counted(total, "topic") : `${digits(matched)} of ${digits(total)}`;
}

/** Waits for a pause in the typing before it asks. */
function SearchField({ search, onSearch }: {
  readonly search: string;
  readonly onSearch: (text: string) => void;
}) {
  const [text, setText] = useState(search);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => {
    if (text === search) return;
    const timer = setTimeout(() => latest.current(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return html`
    <div class="field">
      <label for="topic-search">Search by name</label>
      <input id="topic-search" class="input" type="search" value=${text} maxlength="249"
        autocomplete="off" spellcheck=${false}
        onInput=${(event: PageEventLike) => setText(event.target.value)} />
    </div>
  `;
}

function Statistics() {
  const { value } = useJson<TopicStatistics>("/api/topic-statistics", { everyMs: 10_000 });
  if (value === null) return null;
  return html`<${TileRow} tiles=${statisticTiles(value)} />`;
}

/** The figures above the list. */
export function statisticTiles(value: TopicStatistics): Tile[] {
  const { topics, partitions, records, underReplicated, leaderless, largest } = value;
  const [first] = largest;
  return [
    tile("Topics", digits(topics), "without Kafka's own"),
    tile("Partitions", digits(partitions), "of all topics"),
    tile(
      "Records",
      digits(records),
      first === undefined ? "none yet" : `most in ${first.name}: ${digits(first.records)}`,
    ),
    {
      ...tile("Under-replicated", digits(underReplicated), "partitions"),
      ...(underReplicated > 0 && {
        level: "warning",
        why: `${counted(underReplicated, "partition")} with a replica that is not in sync`,
      }),
      ...(leaderless > 0 && {
        level: "problem",
        why: `${counted(leaderless, "partition")} without a leader: its broker is gone`,
      }),
    },
  ];
}

function tile(title: string, value: string, detail: string): Tile {
  return { title, value, unit: "", detail, level: "ok", why: null };
}

function Table({ topics }: { readonly topics: readonly TopicRow[] }) {
  if (topics.length === 0) return html`<p class="calm">No topic is found.</p>`;
  return html`
    <table class="rows topics" role="table" aria-label="Topics">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Topic</th>
          <th role="columnheader" scope="col" class="number">Partitions</th>
          <th role="columnheader" scope="col" class="number">Replicas</th>
          <th role="columnheader" scope="col" class="number">Records</th>
          <th role="columnheader" scope="col">State</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${topics.map((topic) => html`<${Row} key=${topic.name} topic=${topic} />`)}
      </tbody>
    </table>
  `;
}

function Row({ topic }: { readonly topic: TopicRow }) {
  const { name, partitions, replicationFactor, records, leaderless, underReplicated } = topic;
  const [level, word] = leaderless > 0
    ? ["problem", `${digits(leaderless)} without leader`]
    : underReplicated > 0
    ? ["warning", `${digits(underReplicated)} under-replicated`]
    : ["ok", "in sync"];
  return html`
    <tr role="row">
      <th role="rowheader" scope="row"><a href=${`/topics/${
        encodeURIComponent(name)
      }`}>${name}</a></th>
      <td role="cell" class="number" data-label="Partitions">${digits(partitions)}</td>
      <td role="cell" class="number" data-label="Replicas">${digits(replicationFactor)}</td>
      <td role="cell" class="number" data-label="Records">${digits(records)}</td>
      <td role="cell" data-label="State"><span class=${`badge ${level}`}>${word}</span></td>
    </tr>
  `;
}

function Pager({ page, onPage }: {
  readonly page: TopicPage;
  readonly onPage: (page: number) => void;
}) {
  const pages = Math.ceil(page.matched / page.size);
  if (pages <= 1) return null;
  return html`
    <nav class="pager" aria-label="Pages of the list">
      <button type="button" class="button" disabled=${page.page === 0}
        onClick=${() => onPage(page.page - 1)}>Previous</button>
      <span>Page ${digits(page.page + 1)} of ${digits(pages)}</span>
      <button type="button" class="button" disabled=${page.page + 1 >= pages}
        onClick=${() => onPage(page.page + 1)}>Next</button>
    </nav>
  `;
}
