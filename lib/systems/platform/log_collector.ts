import { messageOf, nullMeter, WorkshopError } from "../../core/mod.ts";
import type { ConsumedRecord, runConsumer } from "../../consumer/mod.ts";
import type { ApplicationLog } from "../../events/mod.ts";
import { LogRouter, type LogRouterOptions } from "../../processor/mod.ts";
import { SchemaValidationError, validatePlainMessage } from "../../schemas/mod.ts";
import type { SaveOutcome, Store, StoreDocument } from "../../storage/mod.ts";
import { type ConsumingSettings, type RunningConsuming, startConsuming } from "../consuming.ts";
import { CollectedLogs, type CollectedLogsOptions, type RoutedLog } from "./collected_logs.ts";
import { LOG_RULES } from "./log_rules.ts";
import { APPLICATION_LOGS } from "./message_kinds.ts";
import { placeId } from "./partition_logic.ts";
import { type Tallies, Tally } from "./tally.ts";

/** The group that collects logs. */
export const LOGGER_GROUP = "logger-group";

/** How logs are collected. */
export interface LogCollectorOptions extends ConsumingSettings {
  /** Keeps every message once: the index of the collected logs. */
  readonly store: Store;
  /** Whether the store is closed when the consumer has ended or could not start. @default {false} */
  readonly closeStore?: boolean;
  /** The files. */
  readonly files: CollectedLogsOptions;
  /** Which messages go where. @default {LOG_RULES} */
  readonly rules?: LogRouterOptions;
  /** What is read; made like `application-logs` when absent. @default {"application-logs"} */
  readonly topic?: string;
  /** The group. @default {"logger-group"} */
  readonly groupId?: string;
}

/** What a collector of logs counts, each message when it is stored for the first time. */
export interface LogFindings {
  /** Messages by level, by service, and by the sinks they went to; one may go to several. */
  readonly logs: Tallies;
}

/**
 * Joins the group and collects logs: each message is written to the files of its sinks and stored
 * with their names before its offset is committed. It is in the store once, and in a file at least
 * once: what a crash leaves uncommitted is written again.
 *
 * @throws {WorkshopError} when no broker answers, or topics or group can't be had
 */
export function startLogCollector(
  kafka: Parameters<typeof runConsumer>[0],
  options: LogCollectorOptions,
): Promise<RunningConsuming<LogFindings>> {
  const { store, closeStore = false, files, rules = LOG_RULES, ...settings } = options;
  const { topic = APPLICATION_LOGS.topic, groupId = LOGGER_GROUP } = options;
  const router = new LogRouter(rules);
  const collected = new CollectedLogs(files);
  const counts = countsOf(settings, Object.keys(router.counts.bySink));
  const keep = async (records: readonly ConsumedRecord[], routed: readonly RoutedLog[]) => {
    await written(collected, routed);
    const documents = routed.map((each, at) => documentOf(records[at]!, each));
    const outcomes = await store.saveAll(documents);
    outcomes.forEach((outcome, at) => counts.add(routed[at]!, outcome));
  };
  return startConsuming(kafka, {
    ...settings,
    groupId,
    topics: [{ definition: APPLICATION_LOGS.topic, name: topic }],
    handlers: {
      handler: (record) => keep([record], [routedOf(record, router)]),
      async handleMany(records) {
        const routed = routedBefore(records, router);
        if (routed.length > 0) await keep(records, routed);
        return routed.length;
      },
      onAssigned: () => collected.forget(),
    },
    findings: () => ({ logs: counts.snapshot() }),
    ...(closeStore && { owned: store }),
  });
}

/** A full disk holds messages up; it is no fault of theirs. */
async function written(files: CollectedLogs, routed: readonly RoutedLog[]): Promise<void> {
  try {
    await files.append(routed);
  } catch (cause) {
    throw new WorkshopError(
      `Collected logs can't be written (${
        messageOf(cause)
      }): look at the disk and the folder's rights`,
      { code: "LOG_FILE_FAILED", retriable: true, outage: true, cause },
    );
  }
}

function routedOf(record: ConsumedRecord, router: LogRouter): RoutedLog {
  const value = validatePlainMessage(record.value, APPLICATION_LOGS.schema());
  const message = value as unknown as ApplicationLog;
  const { level, service, message: text, timestamp } = message;
  const sinks = router.route({ timeMs: Date.parse(timestamp), level, service, message: text });
  return { record, message, sinks };
}

/** The messages before the first record that holds none: that one is refused when it comes alone. */
function routedBefore(records: readonly ConsumedRecord[], router: LogRouter): RoutedLog[] {
  const routed: RoutedLog[] = [];
  try {
    for (const record of records) routed.push(routedOf(record, router));
  } catch (error) {
    if (!(error instanceof SchemaValidationError)) throw error;
  }
  return routed;
}

function documentOf(record: ConsumedRecord, { message, sinks }: RoutedLog): StoreDocument {
  const { topic, partition, offset } = record;
  return {
    id: `log:${placeId(record)}`,
    timeMs: Date.parse(message.timestamp),
    body: { ...message, routes: Object.fromEntries(sinks.map((sink) => [sink, 1])) },
    origin: { topic, partition, offset },
    counts: {
      documents: 1,
      ...Object.fromEntries(sinks.map((sink) => [`route:${sink}`, 1])),
    },
  };
}

function countsOf({ meter = nullMeter }: ConsumingSettings, sinks: readonly string[]) {
  const tally = new Tally();
  const total = meter.counter({
    name: "platform_routed_logs_total",
    help: "Log messages stored for the first time, by the sink they went to",
    labels: ["sink"],
  });
  for (const sink of sinks) total.add(0, { sink });
  return {
    add({ message, sinks }: RoutedLog, outcome: SaveOutcome): void {
      if (outcome === "duplicate") return;
      tally.add("Level", message.level);
      tally.add("Service", message.service);
      for (const sink of sinks) {
        tally.add("Routes", sink);
        total.add(1, { sink });
      }
    },
    snapshot: () => tally.snapshot(),
  };
}
