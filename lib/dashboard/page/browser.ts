/** An element as far as the page touches one. */
export interface PageElement {
  readonly clientWidth: number;
  replaceChildren(): void;
}

interface MediaQuery {
  readonly matches: boolean;
  addEventListener(type: "change", listener: () => void): void;
  removeEventListener(type: "change", listener: () => void): void;
}

/**
 * The browser as far as the page uses it. The page is type-checked together with the server, so
 * the DOM's own types, which would change those of streams everywhere, are not loaded.
 */
interface Browser {
  readonly document: {
    title: string;
    readonly documentElement: PageElement;
    getElementById(id: string): PageElement | null;
  };
  readonly matchMedia: (query: string) => MediaQuery;
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
