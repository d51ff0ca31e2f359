import { assert } from "@std/assert";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { waitFor } from "../core/mod.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import { type Dashboard, startDashboard } from "./server.ts";

/** Where Debian's package puts it. */
const CHROMIUM = "/usr/bin/chromium";

/** How it is started. */
const FLAGS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Only ends what hangs: a page that takes a second alone takes a minute on a busy machine. */
const PATIENCE_MS = 120_000;

/** Starts it without a window. */
export async function launchChromium(): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  const flags = [...FLAGS];
  return await chromium.launch({ executablePath: CHROMIUM, args: flags, timeout: PATIENCE_MS });
}

/** Whether it is there; without it nothing is tested, and that is said. */
export const hasChromium = await Deno.stat(CHROMIUM).then(() => true, () => false);
if (!hasChromium) {
  console.error(
    `\n  SKIPPED: the browser tests did not run, because there is no ${CHROMIUM}\n` +
      "  (Debian, Ubuntu: apt-get install chromium)\n",
  );
}

/** What a browser test has to work with. */
export interface BrowserRun {
  readonly browser: Browser;
  readonly source: SimulatedSource;
  readonly dashboard: Dashboard;
}

/** A test with a dashboard on a made-up system and a Chromium without a window. */
export function inChromium(name: string, body: (run: BrowserRun) => Promise<void>): void {
  if (!hasChromium) return;
  Deno.test(name, async () => {
    const source = new SimulatedSource({ seconds: 30 });
    await using dashboard = startDashboard({ port: 0, source, intervalMs: 50 });
    const browser = await launchChromium();
    try {
      await body({ browser, source, dashboard });
    } finally {
      await browser.close();
    }
  });
}

/** A page in a context of its own, and whatever it complained of. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, breaches of the content policy. */
  readonly complaints: string[];
}

/** Opens an address. */
export async function openPage(
  browser: Browser,
  { url, ...options }: BrowserContextOptions & { readonly url: string },
): Promise<OpenPage> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** The words that the first match shows. */
export function textOf(page: Page, selector: string): Promise<string> {
  return page.locator(selector).first().innerText();
}

/** A tile by its title. */
export function figure(page: Page, title: string): Locator {
  return page.locator(".tile", { has: page.getByRole("heading", { name: title }) });
}

/** Waits until the words are shown. */
export async function seen(page: Page, text: string, selector = "body"): Promise<void> {
  await waitFor(async () => (await textOf(page, selector)).includes(text), {
    what: `"${text}" in ${selector}`,
    timeoutMs: PATIENCE_MS,
  });
}

/** Presses the tabulator until what has this name, which may still be coming, has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const focused =
    "(({ innerText, textContent, ariaLabel }) => [ariaLabel, innerText, textContent])" +
    "(document.activeElement)";
  await waitFor(async () => {
    const names = await page.evaluate(focused) as (string | null)[];
    if (names.some((each) => each?.trim() === name)) return true;
    await page.keyboard.press("Tab");
  }, { what: `the tabulator to lead to "${name}"`, timeoutMs: PATIENCE_MS, intervalMs: 1 });
}

/** Asserts that the page is no wider than the window. */
export async function noSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(
    "[document.documentElement.scrollWidth, innerWidth]",
  ) as [number, number];
  assert(content <= window, `The page is ${content} pixels wide in a window of ${window}`);
}
