/**
 * The streaming platform: user events, application logs and system metrics; analytics, alerting and
 * collected logs.
 *
 * @module
 */
export { ALERTING_GROUP, type AlertingFindings, startAlerting } from "./alerting.ts";
export { ANALYTICS_GROUP, type PlatformConsumerOptions, startAnalytics } from "./analytics.ts";
export type { CollectedLogsOptions } from "./collected_logs.ts";
export { HostFigures } from "./host_figures.ts";
export { applicationLogOfLine, type LineParser } from "./input_lines.ts";
export {
  type LogCollectorOptions,
  type LogFindings,
  LOGGER_GROUP,
  startLogCollector,
} from "./log_collector.ts";
export { LOG_RULES } from "./log_rules.ts";
export {
  APPLICATION_LOGS,
  type MessageKind,
  type MessageSource,
  SYSTEM_METRICS,
  USER_EVENTS,
} from "./message_kinds.ts";
export { type PageAction, PageActions } from "./page_actions.ts";
export { type PlatformProducerOptions, startPlatformProducer } from "./producer.ts";
export type { Finding, PartitionLogic, RecordPlace } from "./partition_logic.ts";
export type { PlacedFinding } from "./partition_state.ts";
export type {
  PartitionTallies,
  StatefulConsumerOptions,
  StatefulFindings,
  StatefulSource,
} from "./stateful_consumer.ts";
export { pageActionsProducer } from "./system.ts";
export type { Tallies } from "./tally.ts";
