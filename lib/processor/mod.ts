/**
 * What is found out about events: risk, value, alerts, statistics.
 *
 * @module
 */
export * from "./alerts.ts";
export { EventProcessor, type EventProcessorOptions } from "./event_processor.ts";
export type { ProcessingResult } from "./processing_result.ts";
export {
  PatternDetector,
  type PatternDetectorOptions,
  SUSPICIOUS_PATTERNS,
  type SuspiciousPattern,
} from "./pattern_detector.ts";
export * from "./risk.ts";
export {
  emptyStatistics,
  errorRate,
  type EventStatistics,
  mergeStatistics,
  StatisticsCollector,
} from "./statistics.ts";
export * from "./value_category.ts";
export { processExactlyOnce, type RunningExactlyOnce } from "./exactly_once.ts";
export type {
  ExactlyOnceOptions,
  ExactlyOnceStatistics,
  ProcessFunction,
  ProcessingContext,
} from "./exactly_once_options.ts";
export { EventStore, openEventStore, VersionConflictError } from "./event_sourcing.ts";
export type { DomainEvent, StoredEvent } from "./event_sourcing_commit.ts";
export type {
  Aggregate,
  AppendReceipt,
  AuditEntry,
  EventStoreOptions,
  EventStoreStatistics,
  SnapshotOptions,
  UntilOptions,
} from "./event_sourcing_options.ts";
export {
  demandEventTopic,
  eventTopic,
  type PatternTopic,
  snapshotTopic,
} from "./event_sourcing_topic.ts";
export { type Upcast, Upcasters } from "./event_sourcing_upcast.ts";
export type { Positions } from "./follow_topic.ts";
export type { SnapshotReport } from "./snapshots.ts";
