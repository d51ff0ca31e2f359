import { send } from "../api.ts";
import { browser, type PageElement, type PageEventLike } from "../browser.ts";
import { useEffect } from "../preact.ts";

/** What people press; of a control only its kind is told, or the name that its maker gave it. */
const CONTROLS: readonly string[] = ["a", "button", "input", "select", "summary"];

/** Whether the server wants to hear what is done on the pages. */
export function tellsActions(): boolean {
  return browser.document.querySelector('meta[name="tell-actions"]') !== null;
}

/** Tells which page is looked at and which kinds of controls are clicked, where the server asks. */
export function useTellActions(page: string): void {
  useEffect(() => {
    if (tellsActions() && page !== "") tell({ page });
  }, [page]);
  useEffect(() => {
    if (!tellsActions() || page === "") return;
    const onClick = ({ target }: PageEventLike) => {
      const control = controlOf(target);
      if (control !== undefined) tell({ page, control });
    };
    browser.document.addEventListener("click", onClick);
    return () => browser.document.removeEventListener("click", onClick);
  }, [page]);
}

const session = crypto.randomUUID();

/** Nobody waits for it, and nothing on the page depends on it. */
function tell(action: Readonly<Record<string, string>>): void {
  send("POST", "/api/actions", { ...action, session }).catch(() => {});
}

function controlOf(target: PageElement): string | undefined {
  return target.closest("[data-control]")?.getAttribute("data-control") ??
    CONTROLS.find((name) => target.closest(name) !== null);
}
