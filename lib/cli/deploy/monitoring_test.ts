import { assertEquals } from "@std/assert";
import { parse } from "deno-std/yaml/mod.js";
import { ALERT_WEBHOOK_PATH } from "../../dashboard/mod.ts";
import { DATA_SOURCE } from "../grafana/board.ts";
import { asPrometheusGetsIt, boardQueries } from "../grafana/boards.ts";
import { type AgentRule, knownMetrics } from "./known_metrics.ts";
import { promqlUses } from "./promql_uses.ts";
import { readProjectFile, readStack } from "./stack.ts";

interface HttpConfig {
  readonly authorization: { readonly credentials_file: string };
}

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly annotations?: { readonly summary: string; readonly action: string };
}

const AGENT = parse(await readProjectFile("deploy/jmx/rules.yml")) as { rules: AgentRule[] };
const KNOWN = knownMetrics(AGENT.rules);
const RULES =
  (parse(await readProjectFile("deploy/prometheus/alerts.yml")) as { groups: { rules: Rule[] }[] })
    .groups.flatMap(({ rules }) => rules);
const ALERTS = RULES.flatMap((rule) =>
  rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]
);

/** What an expression asks for that nobody tells: metrics, and labels that none of them has. */
function unknownIn(expression: string, shown: readonly string[] = []): string[] {
  const { metrics, grouping, made } = promqlUses(expression);
  const labels = new Set([...made, ...metrics.flatMap(({ metric }) => KNOWN.get(metric) ?? [])]);
  return [
    ...metrics.filter(({ metric }) => !KNOWN.has(metric)).map(({ metric }) => metric),
    ...metrics.flatMap(({ metric, matchers }) =>
      matchers.filter(({ label }) => !KNOWN.get(metric)?.includes(label))
        .map(({ label }) => `${metric}{${label}}`)
    ),
    ...[...grouping, ...shown].filter((label) => !labels.has(label)).map((label) => `{${label}}`),
  ];
}

/** The labels that a sentence shows: `{{ $labels.topic }}`. */
function labelsShown(text: string): string[] {
  return [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label!);
}

Deno.test("metrics and labels of the rules exist", () => {
  for (const { alert, record, expr, annotations } of RULES) {
    const shown = labelsShown(Object.values(annotations ?? {}).join(" "));
    assertEquals(unknownIn(expr, shown), [], alert ?? record);
  }
});

Deno.test("every recorded name is known, and no other", () => {
  const recorded = RULES.flatMap(({ record }) => record ?? []);
  assertEquals(recorded.filter((name) => !KNOWN.has(name)), []);
  const known = [...KNOWN.keys()].filter((name) => name.includes(":"));
  assertEquals(known.filter((name) => !recorded.includes(name)), []);
});

Deno.test("an unknown metric, an unknown label and a label that is grouped away are seen", () => {
  assertEquals(unknownIn("rate(nobodys_total[5m])"), ["nobodys_total"]);
  assertEquals(unknownIn('kafka_consumer_lag{grp="g"}'), ["kafka_consumer_lag{grp}"]);
  assertEquals(unknownIn("sum by (grp) (kafka_consumer_lag)"), ["{grp}"]);
  assertEquals(unknownIn("kafka_consumer_lag", ["color"]), ["{color}"]);
});

Deno.test("each alert says what is wrong, what to do and how bad it is", async () => {
  const guide = await readProjectFile("docs/MONITORING.md");
  for (const { alert, annotations } of ALERTS) {
    assertEquals([typeof annotations?.summary, typeof annotations?.action], ["string", "string"]);
    assertEquals(guide.includes(`\`${alert}\``), true, `docs/MONITORING.md lacks ${alert}`);
  }
});

Deno.test("the three documented alerts have their bounds", () => {
  const all = new Map(ALERTS.map((rule) => [rule.alert, rule]));
  const bound = (
    name: string,
  ) => [/[<>=]+ [\d.]+(?=$| or | unless )/.exec(all.get(name)!.expr)?.[0], all.get(name)!.for];
  assertEquals(bound("ServiceDown"), ["== 0", "1m"]);
  assertEquals(bound("KafkaConsumerLagHigh"), ["> 10000", "5m"]);
  assertEquals(bound("DiskSpaceLow"), ["< 0.20", "5m"]);
});

Deno.test("metrics and labels of the dashboards exist", () => {
  const queries = boardQueries();
  for (const { where, expression, legend } of queries) {
    const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
    assertEquals(unknownIn(asPrometheusGetsIt(expression), shown), [], where);
  }
  assertEquals(queries.length > 80, true, String(queries.length));
});

Deno.test("the dashboards' data source is the provisioned one", async () => {
  const source = parse(
    await readProjectFile("deploy/grafana/provisioning/datasources/datasource.yml"),
  ) as { datasources: { uid: string; type: string; url: string }[] };
  const [{ uid, type, url } = { uid: "", type: "", url: "" }] = source.datasources;
  const { hostname, port } = new URL(url);
  assertEquals((await readStack()).services[hostname]?.expose, [port]);
  assertEquals(DATA_SOURCE, { type, uid });
});

Deno.test("Grafana looks for dashboards where they are mounted", async () => {
  const provider = parse(
    await readProjectFile("deploy/grafana/provisioning/dashboards/provider.yml"),
  ) as { providers: { options: { path: string } }[] };
  const { grafana } = (await readStack()).services;
  const mounted = grafana!.volumes!.map((mount) => mount.split(":")[1]);
  assertEquals(mounted.includes(provider.providers[0]!.options.path), true);
});

Deno.test("alerts reach the dashboard: its name, its port, its route, a token that both are given", async () => {
  const config = parse(await readProjectFile("deploy/alertmanager/alertmanager.yml")) as {
    receivers: { webhook_configs: { url: string; http_config: HttpConfig }[] }[];
  };
  const [{ url, http_config }] = config.receivers.flatMap(({ webhook_configs }) =>
    webhook_configs
  ) as [{ url: string; http_config: HttpConfig }];
  const { host, hostname, port, pathname } = new URL(url);
  assertEquals(pathname, ALERT_WEBHOOK_PATH);
  const { services } = await readStack();
  const dashboard = services[hostname]!;
  assertEquals(dashboard.environment?.["ALERT_WEBHOOK_HOST"], host);
  assertEquals(dashboard.ports?.[0]?.split(":")[2], port);
  const file = http_config.authorization.credentials_file;
  const mount = `${file.slice(1, file.lastIndexOf("/"))}:${file.slice(0, file.lastIndexOf("/"))}`;
  assertEquals(dashboard.command?.join(" ").includes(`ALERT_WEBHOOK_TOKEN=$$(cat ${file})`), true);
  for (const { volumes } of [dashboard, services["alertmanager"]!]) {
    assertEquals(volumes?.includes(`${mount}:ro`), true);
  }
  assertEquals(services["alert-token"]!.volumes, [mount]);
});

Deno.test("alerts hold back by names that exist, and the watchdog is never held back", async () => {
  const config = parse(await readProjectFile("deploy/alertmanager/alertmanager.yml")) as {
    inhibit_rules: { source_matchers: string[]; target_matchers: string[] }[];
  };
  const matchers = config.inhibit_rules.flatMap(({ source_matchers, target_matchers }) => [
    ...source_matchers,
    ...target_matchers,
  ]);
  const names = matchers.flatMap((matcher) =>
    /^alertname .*"(.*)"/.exec(matcher)?.[1]?.split("|") ?? []
  );
  const known = ALERTS.map(({ alert }) => alert);
  assertEquals(names.filter((name) => !known.includes(name)), []);
  assertEquals(names.includes("Watchdog"), true);
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
