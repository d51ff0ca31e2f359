import { systemClock } from "../../core/mod.ts";
import type { EventInput } from "../../events/mod.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import { consumingAsSet, nameIn, producingAsSet } from "../role_settings.ts";
import type { RunningRole } from "../running_role.ts";
import type {
  ProduceContext,
  RoleContext,
  System,
  SystemConsumer,
  SystemProducer,
} from "../system.ts";
import { startAlerting } from "./alerting.ts";
import { type PlatformConsumerOptions, startAnalytics } from "./analytics.ts";
import { alertingBreakdowns, analyticsBreakdowns, loggerBreakdowns } from "./breakdowns.ts";
import { HostFigures } from "./host_figures.ts";
import {
  applicationLogOfLine,
  type LineParser,
  systemMetricOfLine,
  userEventOfLine,
} from "./input_lines.ts";
import { startLogCollector } from "./log_collector.ts";
import {
  APPLICATION_LOGS,
  type MessageKind,
  SYSTEM_METRICS,
  USER_EVENTS,
} from "./message_kinds.ts";
import type { PageActions } from "./page_actions.ts";
import { type PlatformProducerOptions, startPlatformProducer } from "./producer.ts";

const PRODUCERS: readonly [SystemProducer, ...SystemProducer[]] = [{
  name: "events",
  description: "What users do: sign up, click, purchase, look at pages",
  settings: "platform.events",
  topics: [USER_EVENTS.topic],
  takesInput: true,
  start: (context) => produce(context, USER_EVENTS, userEventOfLine),
}, {
  name: "logs",
  description: "What services log, from INFO to ERROR",
  settings: "platform.logs",
  topics: [APPLICATION_LOGS.topic],
  takesInput: true,
  start: (context) =>
    produce(
      context,
      APPLICATION_LOGS,
      applicationLogOfLine(serviceOf(context.input), context.clock ?? systemClock),
    ),
}, {
  name: "metrics",
  description: "Processor, memory and disk of several hosts",
  settings: "platform.metrics",
  topics: [SYSTEM_METRICS.topic],
  takesInput: true,
  start: (context) => produce(context, SYSTEM_METRICS, systemMetricOfLine),
}, {
  name: "host",
  description: "This host's own processor, memory, disk and event loop",
  settings: "platform.host",
  topics: [SYSTEM_METRICS.topic],
  takesInput: false,
  start: (context) =>
    produce(context, SYSTEM_METRICS, systemMetricOfLine, {
      source: (_random, clock) => new HostFigures(clock),
      burst: HostFigures.perRound,
    }),
}];

const CONSUMERS: readonly [SystemConsumer, ...SystemConsumer[]] = [{
  name: "analytics",
  description: "Minutes by type and revenue, visits that became purchases, coarser series",
  settings: "platform.analytics",
  topics: [USER_EVENTS.topic, SYSTEM_METRICS.topic],
  keepsAll: false,
  breakdowns: analyticsBreakdowns,
  start: async (context) => await startAnalytics(context.kafka, await remembering(context)),
}, {
  name: "alerting",
  description: "Bursts of errors, unusual figures, and both together",
  settings: "platform.alerting",
  topics: [APPLICATION_LOGS.topic, SYSTEM_METRICS.topic],
  keepsAll: false,
  breakdowns: alertingBreakdowns,
  start: async (context) => await startAlerting(context.kafka, await remembering(context)),
}, {
  name: "logger",
  description: "Collects logs in one place, routed by rules",
  settings: "platform.logger",
  topics: [APPLICATION_LOGS.topic],
  keepsAll: true,
  breakdowns: loggerBreakdowns,
  start: collect,
}];

/** The streaming platform: user events, logs and metrics, and who works on them. */
export const platform: System = {
  name: "platform",
  description: "User events, logs and metrics: analytics, alerts, collected logs",
  producers: PRODUCERS,
  consumers: CONSUMERS,
};

/**
 * A producer that sends what people do on pages, and makes nothing up; whoever has the pages hands the
 * actions in, so it is none of those that a command names.
 */
export function pageActionsProducer(actions: PageActions): SystemProducer {
  return {
    name: "page",
    description: "What is done on the dashboard: pages looked at, controls clicked",
    settings: "platform.events",
    topics: [USER_EVENTS.topic],
    takesInput: false,
    start: (context) =>
      produce({ ...context, intervalMs: 0, poisonShare: 0 }, USER_EVENTS, userEventOfLine, {
        source: (_random, _clock, signal) => ({ next: () => actions.next(signal) }),
      }),
  };
}

function produce<T extends object>(
  context: ProduceContext,
  kind: MessageKind<T>,
  parseLine: LineParser<T>,
  more: Pick<PlatformProducerOptions<T>, "source" | "burst"> = {},
): Promise<RunningRole<ProducerStatistics>> {
  const { kafka, settings, poisonShare, intervalMs, input } = context;
  return startPlatformProducer(kafka, {
    ...producingAsSet(context),
    ...more,
    kind,
    parseLine,
    topic: nameIn(context, settings.topic),
    intervalMs: intervalMs ?? (input === undefined ? settings.eventIntervalMs : 0),
    ...(poisonShare !== undefined && { poisonShare }),
  });
}

/** Lines that name no service are said by the file's name. */
function serviceOf(input: EventInput | undefined): string {
  const file = input?.name.split(/[/\\]/).at(-1)?.replace(/\.(gz|log|txt|ndjson|jsonl)\b.*$/, "");
  return file === undefined || file === "" ? "log" : file;
}

/** What the consumers that remember are told; the topics are the system's, whatever is set. */
async function remembering(
  context: RoleContext,
): Promise<PlatformConsumerOptions & { readonly groupId: string }> {
  const { settings, openStore, logger } = context;
  const groupId = nameIn(context, settings.consumerGroupId);
  const store = await openStore({ collection: `platform_${settings.consumerGroupId}` });
  logger.log("INFO", "Findings are kept", { store: store.name });
  return {
    ...consumingAsSet(context),
    store,
    closeStore: true,
    groupId,
    nameOf: (topic) => nameIn(context, topic),
  };
}

async function collect(context: RoleContext) {
  const { kafka, settings, openStore, logger } = context;
  const store = await openStore({ collection: "platform_logs" });
  const folder = `${settings.logDir}/collected`;
  logger.log("INFO", "Logs are collected", { store: store.name, folder });
  return await startLogCollector(kafka, {
    ...consumingAsSet(context),
    store,
    closeStore: true,
    files: { folder },
    topic: nameIn(context, settings.topic),
    groupId: nameIn(context, settings.consumerGroupId),
  });
}
