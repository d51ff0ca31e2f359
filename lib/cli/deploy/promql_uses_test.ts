import { assertEquals } from "@std/assert";
import { promqlUses } from "./promql_uses.ts";

Deno.test("functions, words, ranges and strings are no metrics", () => {
  const { metrics, grouping } = promqlUses(
    'sum by (topic) (rate(a_total{outcome=~"dlq|error", job="x"}[5m] offset 1h)) / on (topic)\n' +
      "  group_left () count without (le) (b:c:sum5m) > bool 0.05 and time() - up > 1e3 unless d",
  );
  assertEquals(metrics, [
    {
      metric: "a_total",
      matchers: [
        { label: "outcome", operator: "=~", value: "dlq|error" },
        { label: "job", operator: "=", value: "x" },
      ],
    },
    { metric: "b:c:sum5m", matchers: [] },
    { metric: "up", matchers: [] },
    { metric: "d", matchers: [] },
  ]);
  assertEquals(grouping, ["topic", "topic", "le"]);
});

Deno.test("a label that is made counts as one, and its source stays a metric", () => {
  const { metrics, made } = promqlUses(
    'max by (group) (label_replace(lag{job="k"} >= 0, "group", "$1", "consumergroup", "(.*)"))',
  );
  assertEquals(metrics, [{
    metric: "lag",
    matchers: [{ label: "job", operator: "=", value: "k" }],
  }]);
  assertEquals(made, ["group"]);
});
