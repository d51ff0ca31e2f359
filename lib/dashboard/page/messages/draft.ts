import { hrefOf } from "../place.ts";

/** What the form of the page asks for, as it was typed. */
export interface Draft {
  readonly topic: string;
  readonly partitions: string;
  /** `live`, `latest`, `earliest`, `offset` or `time`. */
  readonly from: string;
  readonly offset: string;
  readonly time: string;
  readonly filter: string;
  readonly limit: string;
  readonly uncommitted: boolean;
}

/** The draft that an address stands for. */
export function draftOf(query: URLSearchParams): Draft {
  const text = (name: string, fallback = "") => query.get(name) ?? fallback;
  return {
    topic: text("topic"),
    partitions: text("partitions"),
    from: text("from", "latest"),
    offset: text("offset"),
    time: text("time"),
    filter: text("filter"),
    limit: text("limit", "50"),
    uncommitted: text("uncommitted") === "true",
  };
}

/** What of a draft the server is asked; a page's address has the same names. */
export function askedBy(draft: Draft): Readonly<Record<string, string>> {
  const { topic, partitions, from, filter, limit } = draft;
  return {
    topic,
    partitions,
    from,
    offset: from === "offset" ? draft.offset : "",
    time: from === "time" ? draft.time : "",
    filter,
    limit: limit === "50" ? "" : limit,
    uncommitted: draft.uncommitted ? "true" : "",
  };
}

/** The page's address for a draft. */
export function hrefOfDraft(draft: Draft): string {
  return hrefOf("/messages", askedBy(draft));
}
