import { canWrite } from "../api.ts";
import type { PageEventLike } from "../browser.ts";
import { counted, digits } from "../format.ts";
import { SearchField } from "../groups/search_field.ts";
import { Pager } from "../groups/pager.ts";
import { html } from "../html.ts";
import { PAGE_PATHS } from "../paths.ts";
import { hrefOf, navigate } from "../place.ts";
import type { PageProps } from "../place.ts";
import { useState } from "../preact.ts";
import { useJson } from "../use_json.ts";
import type { SubjectList, SubjectSummary } from "../../schemas/subject_view.ts";
import { SubjectPage } from "./subject_page.ts";

const LOOK_EVERY_MS = 5000;

/** All subjects of the schema registry, or the one that the address names. */
export function SchemasPage({ query }: PageProps) {
  const subject = query.get("subject") ?? "";
  return subject === ""
    ? html`<${ListPage} query=${query} />`
    : html`<${SubjectPage} key=${subject} subject=${subject} version=${
      query.get("version") ?? ""
    } />`;
}

function ListPage({ query }: Pick<PageProps, "query">) {
  const asked = { search: query.get("search") ?? "", page: query.get("page") ?? "" };
  const go = (change: Partial<typeof asked>) =>
    navigate(hrefOf(PAGE_PATHS.schemas, { ...asked, page: "", ...change }), { replace: true });
  const { value, error } = useJson<SubjectList>(hrefOf("/api/schemas", asked), {
    everyMs: LOOK_EVERY_MS,
  });
  return html`
    <div class="page-head">
      <h1>Schemas</h1>
      <p class="spacer"></p>
      ${value !== null &&
        html`<p class="aside">Registry at ${value.registry}, level ${value.level}</p>`}
    </div>
    <div class="banner-place" role="alert">
      ${error !== null && html`<p class="banner">${error}</p>`}
    </div>
    <section class="card" aria-label="Subjects">
      <div class="toolbar">
        <${SearchField} value=${asked.search} onSearch=${(search: string) => go({ search })} />
        ${canWrite() && html`<${NewSubject} />`}
        <p class="aside found" role="status">${value === null
          ? ""
          : counted(value.matching, "subject")}</p>
      </div>
      ${value === null
        ? error === null && html`<p class="waiting">Asking the registry…</p>`
        : value.subjects.length === 0
        ? html`<p class="calm">${
          value.total === 0 ? "Nothing is registered yet." : "No subject is called so."
        }</p>`
        : html`<${SubjectTable} subjects=${value.subjects} />`}
      ${value !== null && html`
        <${Pager} label="subjects" page=${value.page} pages=${value.pages}
          onPage=${(page: number) => go({ page: String(page) })} />
      `}
    </section>
  `;
}

function NewSubject() {
  const [name, setName] = useState("");
  const open = (event: PageEventLike) => {
    event.preventDefault();
    if (name !== "") navigate(hrefOf(PAGE_PATHS.schemas, { subject: name }));
  };
  return html`
    <form class="new-subject" onSubmit=${open}>
      <label class="field"><span>New subject</span>
        <input class="input" value=${name} placeholder="orders-value" autocomplete="off"
          onInput=${(event: PageEventLike) => setName(event.target.value)} />
      </label>
      <button type="submit" class="button" disabled=${name === ""}>Write its schema…</button>
    </form>
  `;
}

function SubjectTable({ subjects }: { readonly subjects: readonly SubjectSummary[] }) {
  return html`
    <table class="rows subjects" role="table" aria-label="Subjects">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Subject</th>
          <th role="columnheader" scope="col">Language</th>
          <th role="columnheader" scope="col">Level</th>
          <th role="columnheader" scope="col" class="number">Versions</th>
          <th role="columnheader" scope="col" class="number">Newest</th>
          <th role="columnheader" scope="col" class="number">Id</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${subjects.map(({ subject, schemaType, level, versions, newest, id }) =>
          html`
            <tr role="row" key=${subject}>
              <th role="rowheader" scope="row">
                <a href=${hrefOf(PAGE_PATHS.schemas, { subject })}>${subject}</a>
              </th>
              <td role="cell" data-label="Language">${schemaType}</td>
              <td role="cell" data-label="Level">${level}</td>
              <td role="cell" data-label="Versions" class="number">${digits(versions)}</td>
              <td role="cell" data-label="Newest" class="number">${digits(newest)}</td>
              <td role="cell" data-label="Id" class="number">${digits(id)}</td>
            </tr>
          `
        )}
      </tbody>
    </table>
  `;
}
