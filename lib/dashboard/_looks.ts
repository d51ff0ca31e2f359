import { assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { accessible } from "./_axe.ts";
import { noSidewaysScroll, openPage } from "./_chromium.ts";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** A page in all its looks. */
export interface Looks {
  readonly url: string;
  /** Waits until it shows what it is to show. */
  readonly ready: (page: Page) => Promise<void>;
  /** Whose picture is taken with `--pictures`: `docs/pictures/NAME.png`. @default {none} */
  readonly picture?: string;
}

/**
 * Asserts that a page fits 1280 and 390 pixels, in light and in dark, hinders nobody and complains of
 * nothing.
 */
export async function inAllLooks(browser: Browser, { url, ready, picture }: Looks): Promise<void> {
  for (const viewport of [WIDE, NARROW]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await using open = await openPage(browser, {
        url,
        viewport,
        colorScheme,
        reducedMotion: "reduce",
      });
      const { page, complaints } = open;
      const look = `${viewport.width} pixels, ${colorScheme}`;
      await ready(page);
      await noSidewaysScroll(page);
      await accessible(page, look);
      assertEquals(complaints, [], look);
      const wanted = picture !== undefined && viewport === WIDE && colorScheme === "light";
      if (!wanted || !Deno.args.includes("--pictures")) continue;
      await Deno.mkdir("docs/pictures", { recursive: true });
      const bytes = await page.screenshot({ fullPage: true });
      await Deno.writeFile(`docs/pictures/${picture}.png`, bytes);
    }
  }
}
