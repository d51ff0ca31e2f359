import { assert, assertEquals } from "@std/assert";
import { fileOf, metricsPage } from "./metrics_page.ts";
import { type MetricName, METRICS } from "./metrics_table.ts";

const LIB = new URL("../", import.meta.url);
const PAGE = new URL("../docs/METRICS.md", LIB);

/** Text without what a formatter may change. */
function words(text: string): string {
  return text.replaceAll(/[\s\\]+|-{3,}/g, "");
}

Deno.test("docs/METRICS.md is what `deno task metrics` writes", async () => {
  const page = await Deno.readTextFile(PAGE);
  assertEquals(words(page), words(metricsPage()), "The page is stale: run `deno task metrics`");
});

Deno.test("the file that is told of a metric sets it", async () => {
  for (const name of Object.keys(METRICS)) {
    const file = fileOf(name as MetricName);
    const text = await Deno.readTextFile(new URL(file, LIB));
    assert(text.includes(`"${name}"`), `lib/${file} doesn't name ${name}`);
    assert(metricsPage().includes(`| \`${name}\` |`), `${name} is in no table`);
  }
});
