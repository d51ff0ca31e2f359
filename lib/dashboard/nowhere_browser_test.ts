import { assertEquals } from "@std/assert";
import { inChromium, openPage, seen } from "./_chromium.ts";

inChromium("an address where nothing is leads to the pages that there are", async (run) => {
  for (const path of ["/nowhere", "/groups/event-processors"]) {
    await using open = await openPage(run.browser, { url: run.dashboard.url + path });
    const { page } = open;
    await seen(page, "This dashboard has no page at this address");
    assertEquals(await page.title(), "Nothing is here · Kafka workshop");
    await page.getByRole("link", { name: "Topics" }).click();
    await page.waitForURL(/\/topics$/);
  }
});
