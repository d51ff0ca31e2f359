import type { Browser } from "playwright-core";
import { Cluster, type ClusterOptions } from "../broker/mod.ts";
import { type DashboardOn, dashboardOn, type DashboardOnOptions } from "../cli/mod.ts";
import { connectKafka, type Kafka } from "../kafka/mod.ts";
import { hasChromium, launchChromium } from "./_chromium.ts";

/** A dashboard as `deno task dashboard` opens it, on an embedded cluster of its own. */
export interface ClusterRun {
  readonly cluster: Cluster;
  readonly kafka: Kafka;
  readonly dashboard: DashboardOn;
}

/** What may differ between tests. */
export interface ClusterRunOptions extends Omit<DashboardOnOptions, "servers"> {
  readonly cluster?: ClusterOptions;
}

/** Opens both, and closes them when the work is done. */
export async function onCluster(
  { cluster: clusterOptions, ...options }: ClusterRunOptions,
  body: (run: ClusterRun) => Promise<void>,
): Promise<void> {
  await using cluster = await Cluster.start(clusterOptions);
  const servers = cluster.bootstrapServers;
  await using kafka = connectKafka({ bootstrapServers: servers.split(",") });
  await using dashboard = await dashboardOn({ ...options, servers });
  await body({ cluster, kafka, dashboard });
}

/** A test in a real browser, of a dashboard on an embedded cluster. */
export function inChromiumOnCluster(
  name: string,
  options: ClusterRunOptions,
  body: (run: ClusterRun & { readonly browser: Browser }) => Promise<void>,
): void {
  if (!hasChromium) return;
  Deno.test(name, () =>
    onCluster(options, async (run) => {
      const browser = await launchChromium();
      try {
        await body({ ...run, browser });
      } finally {
        await browser.close();
      }
    }));
}
