import { assertEquals, assertStringIncludes } from "@std/assert";
import { readProjectFile } from "../deploy/stack.ts";
import { scaledAlertmanager, scaledRules, scaledTime } from "./scaled.ts";

Deno.test("lengths become a part of themselves, and never nothing", () => {
  assertEquals(["1h", "10m", "1m30s", "250ms", "0s"].map((time) => scaledTime(time, 60)), [
    "60000ms",
    "10000ms",
    "1500ms",
    "4ms",
    "0ms",
  ]);
  assertEquals(scaledTime("1ms", 60), "1ms");
});

Deno.test("rules keep their bounds and lose their patience", async () => {
  const text = await readProjectFile("deploy/prometheus/alerts.yml");
  const { groups } = JSON.parse(scaledRules(text, 60));
  const rules: { alert: string; expr: string; for?: string }[] = groups
    .flatMap(({ rules }: { rules: unknown[] }) => rules);
  const rule = (name: string) => rules.find(({ alert }) => alert === name)!;
  assertEquals(rule("KafkaConsumerLagHigh").expr, "group_topic:kafka_consumer_lag:sum > 10000");
  assertEquals(rule("KafkaConsumerLagHigh").for, "5000ms");
  assertStringIncludes(rule("KafkaConsumerStalled").expr, "[10000ms]");
  assertStringIncludes(rule("LagMetricsStale").expr, "timestamp_seconds > 1");
  assertStringIncludes(rule("ErrorBudgetBurnFast").expr, "ratio_rate1h > 14.4 * 0.01");
  assertStringIncludes(JSON.stringify(groups), "timestamp_seconds > 3");
});

Deno.test("at their own pace rules stay what they are", async () => {
  const text = await readProjectFile("deploy/prometheus/alerts.yml");
  const { groups } = JSON.parse(scaledRules(text, 1));
  const expressions = JSON.stringify(groups);
  assertStringIncludes(expressions, "timestamp_seconds > 60");
  assertStringIncludes(expressions, "[600000ms]");
});

Deno.test("Alertmanager sends to where it is told, with the token of a file", async () => {
  const text = await readProjectFile("deploy/alertmanager/alertmanager.yml");
  const receiver = { url: "http://127.0.0.1:1/hook", tokenFile: "/tmp/token" };
  const { route, receivers } = JSON.parse(scaledAlertmanager(text, 60, receiver));
  assertEquals([route.group_wait, route.group_interval], ["167ms", "1000ms"]);
  assertEquals(receivers[0].webhook_configs[0].url, receiver.url);
  assertEquals(receivers[0].webhook_configs[0].http_config, {
    authorization: { credentials_file: "/tmp/token" },
  });
});
