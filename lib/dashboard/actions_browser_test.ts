import { assertEquals } from "@std/assert";
import { waitFor } from "../core/mod.ts";
import { inChromium, openPage, seen } from "./_chromium.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import { actionRoutes, type ActionTold } from "./actions/action_routes.ts";
import { startDashboard } from "./server.ts";

const VIEWPORT = { width: 1280, height: 900 };

inChromium(
  "pages that are looked at and controls that are clicked are told, and what they show is not",
  async ({ browser }) => {
    const heard: ActionTold[] = [];
    await using dashboard = startDashboard({
      port: 0,
      source: new SimulatedSource({ seconds: 5 }),
      routes: actionRoutes((action) => heard.push(action) > 0),
    });
    await using open = await openPage(browser, { url: dashboard.url, viewport: VIEWPORT });
    const { page, complaints } = open;
    await seen(page, "Live");
    await page.locator("button.pause").click();
    await page.locator("nav.pages a", { hasText: "Wire" }).click();
    const told = () => heard.map(({ kind, page }) => `${kind} ${page}`);
    const wanted = ["page_view /", "click /#button", "click /#a", "page_view /wire"];
    await waitFor(() => wanted.every((each) => told().includes(each)), {
      what: `all actions: ${wanted.join(", ")}`,
    });
    assertEquals(new Set(told()), new Set(wanted));
    assertEquals(new Set(heard.map(({ session }) => session)).size, 1);
    assertEquals(complaints.filter((each) => each.includes("actions")), []);
  },
);

inChromium("where nobody asks for it, nothing is told", async ({ browser, dashboard }) => {
  await using open = await openPage(browser, { url: dashboard.url, viewport: VIEWPORT });
  const { page } = open;
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await seen(page, "Live");
  await page.locator("button.pause").click();
  await seen(page, "Paused", ".fresh");
  assertEquals(requests.filter((url) => url.includes("/api/actions")), []);
});
