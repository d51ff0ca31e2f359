import { useTellActions } from "./actions/tell_actions.ts";
import { canWrite } from "./api.ts";
import { browser, type PageEventLike } from "./browser.ts";
import { html } from "./html.ts";
import { pageAt, PAGES } from "./pages.ts";
import { navigate, usePlace } from "./place.ts";
import { useEffect, useRef } from "./preact.ts";
import { StatusBanner, useStatus } from "./status.ts";

/** The frame of all pages: head, navigation, and the page that the address names. */
export function Shell() {
  const place = usePlace();
  const status = useStatus();
  const found = pageAt(place.pathname);
  const title = found?.entry.title ?? "Nothing is here";
  useLinks();
  useTitle(place.pathname === "/" ? "" : title, status.value?.firing ?? 0);
  useFocus(found?.entry.path ?? "");
  useTellActions(found?.entry.path ?? "");
  return html`
    <a class="skip" href="#main">Skip to the page</a>
    <header class="head">
      <div class="head-row">
        <svg class="mark" viewBox="0 0 16 16" aria-hidden="true">
          <rect width="16" height="16" rx="3.5" />
          <path d="M3 4.5h10M3 8h6.5M3 11.5h8.5" />
        </svg>
        <p class="brand">Kafka workshop</p>
        ${status.value?.title && html`<p class="what">${status.value.title}</p>`}
        <p class="spacer"></p>
        <p class="mode">${canWrite() ? "Writes on" : "Read-only"}</p>
      </div>
      <${Navigation} path=${found?.entry.path ?? ""} />
    </header>
    <main id="main" tabindex="-1">
      ${place.pathname !== "/" && html`<${StatusBanner} status=${status} />`}
      ${found === undefined ? html`<${Nothing} />` : html`
        <${found.entry.page} key=${found.entry.path} below=${found.below}
          query=${new URLSearchParams(place.search)} />
      `}
    </main>
  `;
}

function Navigation({ path }: { readonly path: string }) {
  return html`
    <nav class="pages" aria-label="Pages">
      <ul>
        ${PAGES.filter(({ listed = true }) => listed).map((entry) =>
          html`
            <li key=${entry.path}>
              <a href=${entry.path} aria-current=${entry.path === path ? "page" : undefined}>${entry
                .title}</a>
            </li>
          `
        )}
      </ul>
    </nav>
  `;
}

function Nothing() {
  return html`
    <h1>Nothing is here</h1>
    <p class="calm">This dashboard has no page at this address: choose one above.</p>
  `;
}

/** Links to other pages change the place, not the document. */
function useLinks(): void {
  useEffect(() => {
    const onClick = (event: PageEventLike) => {
      const { metaKey, ctrlKey, shiftKey, altKey } = event;
      if (event.defaultPrevented || event.button !== 0) return;
      if (metaKey || ctrlKey || shiftKey || altKey) return;
      const link = event.target.closest("a[href]");
      const href = link?.getAttribute("href") ?? "";
      if (link === null || !href.startsWith("/") || link.getAttribute("download") !== null) return;
      const url = new URL(href, browser.location.origin);
      if (url.origin !== browser.location.origin || pageAt(url.pathname) === undefined) return;
      event.preventDefault();
      navigate(url.pathname + url.search);
    };
    browser.document.addEventListener("click", onClick);
    return () => browser.document.removeEventListener("click", onClick);
  }, []);
}

function useTitle(title: string, firing: number): void {
  useEffect(() => {
    const name = title === "" ? "Kafka workshop" : `${title} · Kafka workshop`;
    browser.document.title = firing === 0 ? name : `(${firing}) ${name}`;
  }, [title, firing]);
}

/** Who goes to another page by keyboard or screen reader begins at its top. */
function useFocus(path: string): void {
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    browser.scrollTo(0, 0);
    browser.document.getElementById("main")?.focus();
  }, [path]);
}
