import {
  type Clock,
  type Histogram,
  type Meter,
  nullLogger,
  nullMeter,
  type Random,
  systemClock,
} from "../../core/mod.ts";
import { dataTuple, poisonFromData } from "../../events/mod.ts";
import type { createProducer } from "../../producer/mod.ts";
import { alongside } from "../alongside.ts";
import { type HealthChecks, HealthLog } from "../health_log.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import { type ProducingSettings, startProducing } from "../producing.ts";
import type { RunningRole } from "../running_role.ts";
import type { SourceItem } from "../source_item.ts";
import { BrokerProbe } from "./broker_probe.ts";
import { outgoingRecord, recordOfLine } from "./data_record.ts";
import {
  BATCH_SIZE,
  DATA_TOPIC,
  DELIVERY_TIMEOUT_MS,
  HEALTH_INTERVAL_MS,
  INTERVAL_MS,
} from "./defaults.ts";
import { FailedMessageLog } from "./failed_message_log.ts";
import { MessageSender, sendingOnce } from "./message_sender.ts";
import { producerLooks } from "./producer_health.ts";
import type { SendRetry } from "./retrying_sender.ts";

/** How data items are produced. */
export interface DataProducerSettings extends ProducingSettings {
  /** Where they go; it is made like `data-topic` when it is absent. @default {"data-topic"} */
  readonly topic?: string;
  /** Average time between two messages, in milliseconds; with input, 0 unless given. @default {36} */
  readonly intervalMs?: number;
  /** Messages that are sent together; then it waits for as many intervals. @default {100} */
  readonly batchSize?: number;
  /** Share of the messages that are broken on purpose, from 0 to 1. @default {0} */
  readonly poisonShare?: number;
  /** When a message is tried again. @default {three times, after 3, 6 and 12 s, within 60 s} */
  readonly retry?: SendRetry;
  /** File of the messages that were given up. @default {none is written} */
  readonly failedMessagesPath?: string;
  /** Time between two looks at its health, in milliseconds. @default {30000} */
  readonly healthLogIntervalMs?: number;
  /** Where its health is asked for over HTTP. @default {nowhere} */
  readonly health?: HealthChecks;
}

/**
 * Produces data items in batches, or those of an input, until it is stopped or at its end. A message
 * that fails is tried again with growing delays; one that is given up is kept in a file, and the
 * producer goes on.
 *
 * @throws {WorkshopError} when no broker answers or the topics can't be made
 */
export async function startDataProducer(
  kafka: Parameters<typeof createProducer>[0],
  options: DataProducerSettings = {},
): Promise<RunningRole<ProducerStatistics>> {
  const { topic = DATA_TOPIC, batchSize = BATCH_SIZE, input, sending, ...settings } = options;
  const { intervalMs = input === undefined ? INTERVAL_MS : 0, retry = {}, clock } = options;
  const { logger = nullLogger, meter = nullMeter, failedMessagesPath: path } = options;
  const sender = new MessageSender({
    retry,
    failed: path === undefined ? undefined : new FailedMessageLog({ path }),
    logger,
    meter,
    ...(clock !== undefined && { clock }),
  });
  const producing = await startProducing(kafka, {
    ...settings,
    ...(input !== undefined && { input }),
    sending: { ...sending, ...sendingOnce(sending, retry) },
    intervalMs,
    burst: batchSize,
    topics: [{ definition: DATA_TOPIC, name: topic }],
    items: input === undefined
      ? (random, clock) => generated({ ...options, batchSize, topic, meter, random, clock })
      : () => input.lines(recordOfLine),
    deliver: sender.deliver,
  });
  return alongside(producing, watchHealth(kafka, { ...options, producing }));
}

/** Looks at the producer now and then. */
function watchHealth(
  kafka: Parameters<typeof createProducer>[0],
  options: DataProducerSettings & { readonly producing: RunningRole<ProducerStatistics> },
): AsyncDisposable {
  const { producing, clock = systemClock, logger = nullLogger, health, retry = {} } = options;
  const { healthLogIntervalMs: intervalMs = HEALTH_INTERVAL_MS } = options;
  const watch = new AsyncDisposableStack();
  const probe = watch.use(new BrokerProbe(kafka, { intervalMs, clock }));
  const looks = producerLooks({
    brokers: () => probe.finding,
    statistics: () => producing.statistics(),
    clock,
    deliveryTimeoutMs: retry.deliveryTimeoutMs ?? DELIVERY_TIMEOUT_MS,
  });
  const shared = { intervalMs, logger, clock };
  watch.use(new HealthLog(looks, { ...shared, ...(health !== undefined && { health }) }));
  return watch;
}

interface Generating {
  readonly batchSize: number;
  readonly count?: number;
  readonly poisonShare?: number;
  readonly topic: string;
  readonly meter: Meter;
  readonly random: Random;
  readonly clock: Clock;
}

/** Data items without end, each batch made when it is due. */
function* generated(options: Generating): Generator<SourceItem> {
  const { batchSize, count = Infinity, topic, clock, random, poisonShare = 0 } = options;
  const sizes = batchSizes(options.meter);
  const source = random.fork("data");
  const poison = random.fork("poison");
  for (let left = count; left > 0; left -= batchSize) {
    const size = Math.min(left, batchSize);
    sizes.observe(size, { topic });
    for (let at = 0; at < size; at++) {
      const tuple = dataTuple(source, clock);
      const record = outgoingRecord(tuple);
      if (poison.next() < poisonShare) {
        const { kind, value } = poisonFromData(tuple[1], poison);
        yield { kind: "event", ...record, value, poison: kind };
      } else {
        yield { kind: "event", ...record };
      }
    }
  }
}

function batchSizes(meter: Meter): Histogram {
  return meter.histogram({
    name: "producer_batch_messages",
    help: "Messages that a producer generated and sent together.",
    labels: ["topic"],
  });
}
