import { browser } from "./browser.ts";
import { useEffect, useState } from "./preact.ts";

/** Where in the dashboard one is. */
export interface Place {
  readonly pathname: string;
  readonly search: string;
}

/** What a page is told of its address. */
export interface PageProps {
  /** The decoded segments below the page's path: `["orders"]` for `/topics/orders`. */
  readonly below: readonly string[];
  /** What stands behind the question mark. */
  readonly query: URLSearchParams;
}

const listeners = new Set<() => void>();

/** The place that the address bar shows; a component that uses it follows. */
export function usePlace(): Place {
  const [place, setPlace] = useState<Place>(placeNow());
  useEffect(() => {
    const look = () => setPlace(placeNow());
    listeners.add(look);
    browser.addEventListener("popstate", look);
    look();
    return () => {
      listeners.delete(look);
      browser.removeEventListener("popstate", look);
    };
  }, []);
  return place;
}

/** Goes to another place without loading the page anew; `replace` leaves no step to go back to. */
export function navigate(href: string, { replace = false } = {}): void {
  if (href === browser.location.pathname + browser.location.search) return;
  if (replace) browser.history.replaceState(null, "", href);
  else browser.history.pushState(null, "", href);
  for (const look of [...listeners]) look();
}

/** An address with what is to be told in its query; what is empty is left out. */
export function hrefOf(path: string, query: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== "");
  const text = new URLSearchParams(given).toString();
  return text === "" ? path : `${path}?${text}`;
}

function placeNow(): Place {
  const { pathname, search } = browser.location;
  return { pathname, search };
}
