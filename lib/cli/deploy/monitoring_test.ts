import { assertEquals } from "@std/assert";
import { parse } from "deno-std/yaml/mod.js";
import { METRICS } from "../../monitoring/mod.ts";
import { ROOT } from "../docs/project_tasks.ts";
import { readProjectFile, readStack } from "./stack.ts";

/** Metrics of others: Prometheus' own, the MongoDB exporter's, the node exporter's. */
const OTHERS = new Set([
  "up",
  "mongodb_up",
  "node_filesystem_avail_bytes",
  "node_filesystem_size_bytes",
]);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly annotations: { readonly summary: string; readonly action: string };
}

async function rules(): Promise<Rule[]> {
  const text = await readProjectFile("deploy/prometheus/alerts.yml");
  return (parse(text) as { groups: { rules: Rule[] }[] }).groups.flatMap(({ rules }) => rules);
}

/** The names in an expression that are metrics: neither functions, words of the language nor labels. */
function metricsIn(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, " ")
    .replaceAll(/\b(by|on|without|ignoring)\s*\([^)]*\)/g, " ");
  const words = [...bare.matchAll(/\b([a-z_][a-z0-9_]*)\b(?!\s*\()/g)].map(([, word]) => word!);
  return words.filter((word) => !/^(unless|and|or|sum|max|min|count|by|on)$/.test(word));
}

/** A histogram's series end in `_bucket`, `_sum`, `_count`. */
function isKnown(metric: string): boolean {
  return OTHERS.has(metric) || metric in METRICS ||
    metric.replace(/_(bucket|sum|count)$/, "") in METRICS;
}

Deno.test("the metrics of the alerts exist, and each alert says what to do", async () => {
  for (const { alert, expr, annotations } of await rules()) {
    const metrics = metricsIn(expr);
    assertEquals(metrics.length > 0, true, alert);
    assertEquals(metrics.filter((name) => !isKnown(name)), [], alert);
    assertEquals([typeof annotations.summary, typeof annotations.action], ["string", "string"]);
  }
});

Deno.test("the three documented alerts have their bounds", async () => {
  const all = new Map((await rules()).map((rule) => [rule.alert, rule]));
  const bound = (
    name: string,
  ) => [/[<>=]+ [\d.]+$/.exec(all.get(name)!.expr)?.[0], all.get(name)!.for];
  assertEquals(bound("ServiceDown"), ["== 0", "1m"]);
  assertEquals(bound("KafkaConsumerLagHigh"), ["> 10000", "5m"]);
  assertEquals(bound("DiskSpaceLow"), ["< 0.20", "5m"]);
});

Deno.test("the metrics of the dashboards exist, and their data source is the provisioned one", async () => {
  const source = parse(
    await readProjectFile("deploy/grafana/provisioning/datasources/datasource.yml"),
  ) as { datasources: { uid: string; type: string; url: string }[] };
  const [{ uid, type, url } = { uid: "", type: "", url: "" }] = source.datasources;
  const { services } = await readStack();
  const { hostname, port } = new URL(url);
  assertEquals(services[hostname]?.expose, [port]);
  assertEquals(type, "prometheus");
  let panels = 0;
  for await (const file of Deno.readDir(new URL("deploy/grafana/dashboards/", ROOT))) {
    const board = JSON.parse(await readProjectFile(`deploy/grafana/dashboards/${file.name}`));
    for (const panel of board.panels) {
      panels++;
      assertEquals(panel.datasource, { type, uid });
      for (const { expr } of panel.targets) {
        assertEquals(metricsIn(expr).filter((name) => !isKnown(name)), [], panel.title);
      }
    }
  }
  assertEquals(panels > 0, true);
});

Deno.test("Grafana looks for dashboards where they are mounted", async () => {
  const provider = parse(
    await readProjectFile("deploy/grafana/provisioning/dashboards/provider.yml"),
  ) as { providers: { options: { path: string } }[] };
  const { grafana } = (await readStack()).services;
  const mounted = grafana!.volumes!.map((mount) => mount.split(":")[1]);
  assertEquals(mounted.includes(provider.providers[0]!.options.path), true);
});

Deno.test("alerts hold back by names that exist", async () => {
  const config = parse(await readProjectFile("deploy/alertmanager/alertmanager.yml")) as {
    inhibit_rules: { source_matchers: string[] }[];
  };
  const names = config.inhibit_rules.flatMap(({ source_matchers }) =>
    source_matchers.flatMap((matcher) => /"(.*)"/.exec(matcher)![1]!.split("|"))
  );
  const known = (await rules()).map(({ alert }) => alert);
  assertEquals(names.filter((name) => !known.includes(name)), []);
});

Deno.test("the agent's file leads Prometheus to where the agent listens, on its own path", async () => {
  const over = parse(await readProjectFile("deploy/jmx/compose.yml")) as {
    services: Record<string, { command?: string[]; expose?: string[]; volumes: string[] }>;
  };
  const { kafka, prometheus } = over.services;
  const [mount] = prometheus!.volumes.map((volume) => volume.split(":"));
  const [asked] = (await readStack()).jobs.flatMap(({ file_sd_configs = [] }) =>
    file_sd_configs.flatMap(({ files }) => files)
  );
  assertEquals(asked, `${mount![1]}/*.yml`);
  const targets = parse(await readProjectFile(`${mount![0]!.slice(2)}/kafka.yml`)) as {
    targets: string[];
  }[];
  assertEquals(targets, [{ targets: [`kafka:${kafka!.expose![0]}`] }]);
  const [, port, rules] = /-javaagent:[^=]+=(\d+):(\S+)/.exec(kafka!.command!.join(" "))!;
  assertEquals([port, rules], [kafka!.expose![0], "/jmx/rules.yml"]);
});
