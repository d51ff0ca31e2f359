import { assertEquals } from "@std/assert";
import axe from "axe-core/axe.min.js" with { type: "text" };
import type { Page } from "playwright-core";

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Asserts that axe-core finds nothing on the page that hinders anybody. */
export async function accessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe as unknown as string);
  const violations = await page.evaluate("axe.run().then(({ violations }) => violations)");
  const told = (violations as Violation[]).map(({ id, help, nodes }) => ({
    id,
    help,
    where: nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)}: ${node.failureSummary}`),
  }));
  assertEquals(told, [], what);
}
