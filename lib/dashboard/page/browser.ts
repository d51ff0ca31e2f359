/** An element as far as the pages touch one. */
export interface PageElement {
  readonly clientWidth: number;
  readonly clientHeight: number;
  scrollTop: number;
  replaceChildren(): void;
  focus(): void;
  getAttribute(name: string): string | null;
  closest(selector: string): PageElement | null;
}

/** A dialog's element. */
export interface PageDialog extends PageElement {
  showModal(): void;
  close(): void;
}

/** Something that happened in the page, as far as it is looked at. */
export interface PageEventLike {
  readonly target: PageElement & {
    readonly value: string;
    readonly checked: boolean;
  };
  readonly key: string;
  readonly button: number;
  readonly defaultPrevented: boolean;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  preventDefault(): void;
}

interface MediaQuery {
  readonly matches: boolean;
  addEventListener(type: "change", listener: () => void): void;
  removeEventListener(type: "change", listener: () => void): void;
}

interface Listening {
  addEventListener(type: string, listener: (event: PageEventLike) => void): void;
  removeEventListener(type: string, listener: (event: PageEventLike) => void): void;
}

/**
 * The browser as far as the pages use it. They are type-checked together with the server, so the
 * DOM's own types, which would change those of streams everywhere, are not loaded.
 */
interface Browser extends Listening {
  readonly document: Listening & {
    title: string;
    readonly hidden: boolean;
    readonly documentElement: PageElement;
    readonly activeElement: PageElement | null;
    getElementById(id: string): PageElement | null;
    querySelector(selector: string): PageElement | null;
  };
  readonly location: {
    readonly origin: string;
    readonly href: string;
    readonly pathname: string;
    readonly search: string;
  };
  readonly history: {
    pushState(state: null, unused: "", url: string): void;
    replaceState(state: null, unused: "", url: string): void;
  };
  readonly matchMedia: (query: string) => MediaQuery;
  readonly scrollTo: (x: number, y: number) => void;
  readonly getComputedStyle: (
    element: PageElement,
  ) => { getPropertyValue(name: string): string };
  readonly ResizeObserver: new (listener: () => void) => {
    observe(element: PageElement): void;
    disconnect(): void;
  };
}

/** The browser's globals that Deno doesn't have. */
export const browser = globalThis as unknown as Browser;
