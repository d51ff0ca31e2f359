import { assertEquals } from "@std/assert";
import { alertMessage, toldBy } from "./alerts/_message.ts";
import { ALERT_WEBHOOK_PATH, alertReceiver } from "./alerts/alert_receiver.ts";
import { accessible } from "./_axe.ts";
import { inChromium, noSidewaysScroll, openPage, seen } from "./_chromium.ts";
import { SimulatedSource } from "./_simulated_source.ts";
import { startDashboard } from "./server.ts";

const TOKEN = "0123456789abcdef";
const EVIL = "<img src=x onerror=\"document.title='owned'\">";

inChromium(
  "an alert of Prometheus stands among the others with its rule and what to do",
  async ({ browser }) => {
    const receiver = alertReceiver({ token: TOKEN });
    await using dashboard = startDashboard({
      port: 0,
      source: receiver.around(new SimulatedSource()),
      routes: receiver.routes,
      intervalMs: 50,
    });
    const tell = async (...alerts: unknown[]) => {
      const response = await fetch(dashboard.url + ALERT_WEBHOOK_PATH, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(alertMessage(alerts)),
      });
      assertEquals([response.status, await response.text()], [200, `{"taken":${alerts.length}}`]);
    };
    const long = { ...toldBy("KafkaConsumerStalled", { group: "g".repeat(200), topic: EVIL }) };
    await tell(toldBy("ServiceDown", { instance: "consumer:8001", severity: "critical" }), {
      ...long,
      annotations: { summary: EVIL, action: `look at ${"a".repeat(300)}` },
    });
    for (const [width, colorScheme] of [[1280, "light"], [390, "dark"]] as const) {
      await using open = await openPage(browser, {
        url: dashboard.url,
        viewport: { width, height: 844 },
        colorScheme,
        reducedMotion: "reduce",
      });
      const { page, complaints } = open;
      await seen(page, "by Prometheus", ".alerts");
      await seen(page, "ServiceDown is there", ".alerts");
      await seen(page, "To do: look", ".alerts");
      await seen(page, 'Rule: up{job=~"workshop-.+"} == 0', ".alerts");
      await seen(page, EVIL, ".alerts");
      await accessible(page, `alerts, ${width} ${colorScheme}`);
      await noSidewaysScroll(page);
      assertEquals((await page.title()).includes("owned"), false);
      assertEquals(complaints, []);
    }
    await using open = await openPage(browser, { url: dashboard.url });
    await seen(open.page, "ServiceDown", ".alerts");
    await tell(
      toldBy("ServiceDown", { instance: "consumer:8001", severity: "critical" }, "resolved"),
    );
    await open.page.getByText("ServiceDown", { exact: true }).waitFor({ state: "detached" });
  },
);
