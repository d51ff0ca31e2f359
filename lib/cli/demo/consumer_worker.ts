/// <reference lib="deno.worker" />
import { messageOf, seededRandom } from "../../core/mod.ts";
import { connectKafka } from "../../kafka/mod.ts";
import { createJsonLogger, type LogEntry, openTelemetryTracer } from "../../monitoring/mod.ts";
import {
  consumerNamed,
  type ConsumingStatistics,
  openConfiguredStore,
  type RunningRole,
  type StoreNeed,
  systemNamed,
} from "../../systems/mod.ts";
import { flakyStore } from "./flaky_store.ts";
import { RelayMeter } from "./meter_relay.ts";
import type { ConsumerOrder, WorkerOrder, WorkerReport } from "./worker_messages.ts";

const NEWS_EVERY_MS = 250;

const meter = new RelayMeter();
const tracer = openTelemetryTracer();
const stop = new AbortController();
let entries: LogEntry[] = [];
let consumer: RunningRole<ConsumingStatistics> | undefined;

self.onmessage = ({ data }: MessageEvent<WorkerOrder>) => {
  if (data.kind === "stop") stop.abort();
  else void live(data.order);
};

/** The consumer's whole life, from the order to its last report. */
async function live(order: ConsumerOrder): Promise<void> {
  const timer = setInterval(tellNews, NEWS_EVERY_MS);
  try {
    await run(order);
    tellNews();
    tell({ kind: "stopped" });
  } catch (error) {
    tellNews();
    tell({ kind: "crashed", message: messageOf(error) });
  } finally {
    clearInterval(timer);
  }
}

async function run(order: ConsumerOrder): Promise<void> {
  const { settings, suffix } = order;
  const random = seededRandom(order.seed);
  const logger = createJsonLogger({
    service: order.name,
    level: order.logLevel,
    sinks: [{ write: (entry) => entries.push(entry) }],
    meter,
    tracer,
  }).child({ component: "consumer", group: settings.consumerGroupId + suffix });
  await using kafka = connectKafka(order.connection, { logger, meter });
  const flaky = { share: order.flakyShare, random: random.fork("store") };
  const openStore = async (need: StoreNeed) =>
    flakyStore(await openConfiguredStore(settings, need, meter), flaky);
  consumer = await consumerNamed(systemNamed(order.system), order.role).start({
    kafka,
    settings,
    openStore,
    nameOf: (name) => name + suffix,
    random: random.fork("retry"),
    signal: stop.signal,
    logger,
    meter,
    tracer,
  });
  tell({ kind: "ready" });
  await consumer.closed;
  await consumer.stop();
}

function tellNews(): void {
  const taken = entries;
  entries = [];
  tell({
    kind: "news",
    statistics: consumer?.statistics(),
    measurements: meter.drain(),
    entries: taken,
  });
}

function tell(report: WorkerReport): void {
  self.postMessage(report);
}
