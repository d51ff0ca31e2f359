import { html } from "../html.ts";
import type { PageProps } from "../place.ts";
import { TopicDetailPage } from "./topic_detail.ts";
import { TopicList } from "./topic_list.ts";

/** The topics' page: all of them, or the one that the address names. */
export function Topics({ below, query }: PageProps) {
  const [name] = below;
  return name === undefined
    ? html`<${TopicList} query=${query} />`
    : html`<${TopicDetailPage} key=${name} name=${name} />`;
}
