import { startClusterInWorker } from "../../broker/mod.ts";
import { runConsumer } from "../../consumer/mod.ts";
import { systemClock, waitFor } from "../../core/mod.ts";
import type { GroupView } from "../../dashboard/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { sendPaced } from "../bench/paced.ts";
import { ends, riseIn, type Sample } from "../bench/slope.ts";
import { DashboardProcess } from "./dashboard_process.ts";
import { OpenPages } from "./open_pages.ts";

const TOPIC = "watched";
const GROUP = "readers";
const PARTITIONS = 6;
const VALUE_BYTES = 200;
/** The log keeps so much of each partition. */
const RETENTION = { "retention.bytes": String(128 * 1024 * 1024), "segment.bytes": "16777216" };
const CLEAN_EVERY_MS = 20_000;
/** How far the group is shows in its commits alone. */
const COMMIT_EVERY_MS = 500;
const LOOK_EVERY_MS = 5000;
/** Of the time, what passes until everything is warm. */
const WARM_SHARE = 0.2;
const TEN_MINUTES_MS = 600_000;
const MIB = 1024 * 1024;

/** What is offered, and for how long. */
export interface LoadOptions {
  readonly perSecond: number;
  readonly durationMs: number;
  /** A folder for the log. */
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly onSecond: (sent: number) => void;
}

/** Memory over time, in MiB. */
export interface Memory {
  readonly early: number;
  readonly late: number;
  /** By the straight line that fits best. */
  readonly riseInTenMinutes: number;
}

/** What a dashboard came to while records were written and it was looked at. */
export interface LoadReport {
  readonly records: number;
  readonly perSecond: number;
  /** The group's lag by the dashboard's own figures, in seconds. */
  readonly lagSeconds: { readonly median: number; readonly longest: number };
  /** What the live tail said. */
  readonly tail: { readonly came: number; readonly notShown: number };
  /** From a click to the other page, in milliseconds. */
  readonly clickMs: { readonly median: number; readonly longest: number; readonly clicks: number };
  /** Processor time of the dashboard's server, as a share of one processor. */
  readonly cpuShare: number;
  readonly process: Memory;
  readonly heap: Memory;
  /** What lives in the two open pages. */
  readonly pages: Memory;
  /** Errors in the pages. */
  readonly complaints: readonly string[];
}

/** Writes and reads at a steady pace while a browser looks at the dashboard and clicks in it. */
export async function dashboardUnderLoad(options: LoadOptions): Promise<LoadReport> {
  const { perSecond, durationMs, dir, signal, onSecond } = options;
  const records = Math.round(perSecond * durationMs / 1000);
  await using cluster = await startClusterInWorker({ dataDir: `${dir}/log` });
  await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
  await using admin = await kafka.admin();
  await admin.createTopics([{ name: TOPIC, partitions: PARTITIONS, config: RETENTION }]);
  let read = 0;
  await using _consumer = await runConsumer(kafka, {
    groupId: GROUP,
    topics: [TOPIC],
    handler: () => void read++,
    commitEveryMessages: perSecond,
    commitEveryMs: COMMIT_EVERY_MS,
  });
  await using dashboard = new DashboardProcess(cluster.bootstrapServers, signal);
  const url = await dashboard.url();
  await using pages = await OpenPages.open(url, TOPIC);
  const lags: Sample[] = [];
  const over = new AbortController();
  const cleaning = setInterval(() => void cluster.cleanNow(), CLEAN_EVERY_MS);
  const beganMs = performance.now();
  const looking = lookOn({ url, pages, lags, signal: AbortSignal.any([signal, over.signal]) });
  const value = new TextEncoder().encode("x".repeat(VALUE_BYTES));
  try {
    const recordOf = (at: number) => ({ topic: TOPIC, partition: at % PARTITIONS, value });
    await sendPaced(kafka, { records, perSecond, recordOf, signal, onSecond });
  } finally {
    clearInterval(cleaning);
    over.abort();
    await looking;
  }
  const endMs = performance.now();
  await waitFor(() => read >= records, { what: "all to be read", signal });
  const clicksMs = await pages.clicksMs();
  const warm = (samples: readonly Sample[]) =>
    samples.filter(({ atMs }) => atMs >= beganMs + (endMs - beganMs) * WARM_SHARE && atMs <= endMs);
  return {
    records,
    perSecond: records / (endMs - beganMs) * 1000,
    lagSeconds: middleAndMost(warm(lags).map(({ value }) => value)),
    tail: await pages.tailCounts(),
    clickMs: { ...middleAndMost(clicksMs), clicks: clicksMs.length },
    cpuShare: shareOf(warm(dashboard.cpu)),
    process: memoryOf(warm(dashboard.process)),
    heap: memoryOf(warm(dashboard.heap)),
    pages: memoryOf(warm(pages.heap)),
    complaints: pages.complaints,
  };
}

/** Somebody who looks, and clicks, until the records end. */
async function lookOn({ url, pages, lags, signal }: {
  readonly url: string;
  readonly pages: OpenPages;
  readonly lags: Sample[];
  readonly signal: AbortSignal;
}): Promise<void> {
  while (!signal.aborted) {
    await systemClock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    if (signal.aborted) return;
    await pages.click();
    await pages.weigh();
    const lag = await lagOf(url);
    if (lag !== undefined) lags.push({ atMs: performance.now(), value: lag });
  }
}

async function lagOf(url: string): Promise<number | undefined> {
  const { snapshot } = await (await fetch(`${url}/api/overview`)).json();
  const groups: readonly GroupView[] = snapshot?.groups ?? [];
  return groups.find(({ groupId }) => groupId === GROUP)?.lagSeconds ?? undefined;
}

function middleAndMost(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? NaN, longest: sorted.at(-1) ?? NaN };
}

function shareOf(cpu: readonly Sample[]): number {
  return riseIn(1000, cpu);
}

function memoryOf(samples: readonly Sample[]): Memory {
  const [early, late] = ends(samples);
  const riseInTenMinutes = riseIn(TEN_MINUTES_MS, samples) / MIB;
  return { early: early / MIB, late: late / MIB, riseInTenMinutes };
}
