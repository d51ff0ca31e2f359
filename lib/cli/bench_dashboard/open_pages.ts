import type { Browser, CDPSession, Page } from "playwright-core";
import type { Sample } from "../bench/slope.ts";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

/** Notes when each click was made and when the page that it leads to stood there. */
const WATCH_CLICKS = `
  globalThis.clicked = { atMs: 0, ms: [] };
  addEventListener("click", ({ timeStamp }) => clicked.atMs = timeStamp, true);
  new MutationObserver(() => {
    const title = document.querySelector("h1")?.innerText;
    if (title === clicked.title) return;
    if (clicked.atMs > 0) clicked.ms.push(performance.now() - clicked.atMs);
    clicked.title = title;
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
`;

/** Two pages of a dashboard, each in a window: the overview, and a topic's live tail. */
export class OpenPages implements AsyncDisposable {
  /** What lives in both pages without garbage, in bytes. */
  readonly heap: Sample[] = [];
  /** Errors that the pages told. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #overview: Page;
  readonly #tail: Page;
  readonly #inspectors: readonly CDPSession[];

  private constructor(
    browser: Browser,
    [overview, tail]: readonly [Page, Page],
    inspectors: readonly CDPSession[],
  ) {
    this.#browser = browser;
    this.#overview = overview;
    this.#tail = tail;
    this.#inspectors = inspectors;
    for (const page of [overview, tail]) {
      page.on("pageerror", (error) => this.complaints.push(String(error)));
    }
  }

  /** Opens them. @throws {Error} when there is no Chromium */
  static async open(url: string, topic: string): Promise<OpenPages> {
    const { chromium } = await import("playwright-core");
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      // Of two tabs of one window one would be hidden, and would draw once a second.
      const inWindow = async () => await (await browser.newContext({ locale: "en-US" })).newPage();
      const [overview, tail] = [await inWindow(), await inWindow()];
      await tail.goto(`${url}/messages?topic=${encodeURIComponent(topic)}&from=live`);
      await tail.locator(".tail-counts").waitFor();
      await overview.goto(url);
      const pages = [overview, tail] as const;
      await overview.getByRole("heading", { level: 1 }).waitFor();
      await overview.evaluate(WATCH_CLICKS);
      const inspectors = await Promise.all(
        pages.map((page) => page.context().newCDPSession(page)),
      );
      await Promise.all(inspectors.map((each) => each.send("Performance.enable")));
      return new OpenPages(browser, pages, inspectors);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Goes to the groups by a click and back by another; the pages must answer both. */
  async click(): Promise<void> {
    for (
      const [link, title] of [["Groups", "Consumer groups"], ["Overview", "Overview"]] as const
    ) {
      await this.#overview.getByRole("navigation").getByRole("link", { name: link }).click();
      await this.#overview.getByRole("heading", { level: 1, name: title }).waitFor();
    }
  }

  /** How long each click took until the other page stood there, in milliseconds. */
  clicksMs(): Promise<readonly number[]> {
    return this.#overview.evaluate("clicked.ms");
  }

  /** Takes what lives in the pages. */
  async weigh(): Promise<void> {
    const bytes = await Promise.all(this.#inspectors.map(async (inspector) => {
      await inspector.send("HeapProfiler.collectGarbage");
      const { metrics } = await inspector.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "JSHeapUsedSize")!.value;
    }));
    this.heap.push({ atMs: performance.now(), value: bytes[0]! + bytes[1]! });
  }

  /** What the tail says that came, and that it did not show. */
  async tailCounts(): Promise<{ readonly came: number; readonly notShown: number }> {
    const figures = await this.#tail.locator(".tail-counts b").allInnerTexts();
    const [came, notShown] = figures.map((text) => Number(text.replaceAll(/\D/g, "")));
    return { came: came!, notShown: notShown! };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
  }
}
