import type { ConsumingStatistics } from "../consuming.ts";
import type { Breakdown } from "../system.ts";
import type { AlertingFindings } from "./alerting.ts";
import type { LogFindings } from "./log_collector.ts";
import type { PartitionTallies, StatefulFindings } from "./stateful_consumer.ts";
import { sumOf, type Tallies } from "./tally.ts";

type Parts = readonly ConsumingStatistics[];

/** The latest minutes that are shown. */
const MINUTES = 12;

/** What analytics has found out, over all instances. */
export function analyticsBreakdowns(parts: Parts): Breakdown[] {
  const sums = talliesOf(parts);
  return shown([
    { title: "Events", counts: sums["Events"] ?? {} },
    { title: "Revenue by minute", counts: revenueOf(sums), ordered: true },
    { title: "Chains", counts: sums["Chains"] ?? {} },
    { title: "Readings", counts: sums["Readings"] ?? {} },
    { title: "Downsampled", counts: sums["Downsampled"] ?? {}, ordered: true },
    { title: "Came too late", counts: sums["Late"] ?? {} },
  ]);
}

/** What alerting has found out, over all instances. */
export function alertingBreakdowns(parts: Parts): Breakdown[] {
  const sums = talliesOf(parts);
  const incidents = sumOf(
    (parts as readonly (ConsumingStatistics & AlertingFindings)[])
      .map(({ incidents }) => ({ incidents })),
  );
  return shown([
    { title: "Log messages", counts: sums["Log messages"] ?? {} },
    { title: "Readings judged", counts: sums["Readings judged"] ?? {} },
    { title: "Alerts", counts: sums["Alerts"] ?? {} },
    { title: "Incidents", counts: incidents["incidents"] ?? {} },
  ]);
}

/** What the collector of logs has counted, over all instances. */
export function loggerBreakdowns(parts: Parts): Breakdown[] {
  const sums = sumOf(
    (parts as readonly (ConsumingStatistics & LogFindings)[]).map(({ logs }) => logs),
  );
  return shown(
    ["Level", "Service", "Routes"].map((title) => ({ title, counts: sums[title] ?? {} })),
  );
}

/**
 * The sums over the partitions. What is known of a partition depends on its records alone, so of
 * several instances that had it, the one that read furthest knows what the others do.
 */
function talliesOf(parts: Parts): Tallies {
  const furthest = new Map<string, PartitionTallies>();
  for (const { partitions } of parts as readonly (ConsumingStatistics & StatefulFindings)[]) {
    for (const [name, part] of Object.entries(partitions)) {
      if (part.next >= (furthest.get(name)?.next ?? 0)) furthest.set(name, part);
    }
  }
  return sumOf([...furthest.values()].map(({ tallies }) => tallies));
}

/** Whole units, of the latest minutes. */
function revenueOf(sums: Tallies): Readonly<Record<string, number>> {
  const minutes = Object.entries(sums["Revenue by minute"] ?? {})
    .sort(([a], [b]) => a < b ? -1 : 1)
    .slice(-MINUTES);
  return Object.fromEntries(
    minutes.map(([minute, cents]) => [minute.replace("T", " "), Math.round(cents / 100)]),
  );
}

function shown(breakdowns: readonly Breakdown[]): Breakdown[] {
  return breakdowns.filter(({ counts }) => Object.keys(counts).length > 0);
}
