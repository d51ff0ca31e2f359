/**
 * What is found out about events: risk, alerts, statistics; windows of event time, series and what is
 * unusual in them, what belongs together; aggregates kept as events, views and sagas.
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
export { EventStore, openEventStore } from "./event_sourcing.ts";
export { VersionConflictError } from "./event_sourcing_append.ts";
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
export * from "./aggregations.ts";
export {
  AnomalyDetector,
  type AnomalyDetectorOptions,
  type AnomalyDetectorSnapshot,
  type AnomalyVerdict,
  type SeriesPoint,
} from "./anomaly.ts";
export {
  type Correlation,
  type CorrelationOptions,
  Correlator,
  type CorrelatorSnapshot,
  type JoinWindow,
} from "./correlation.ts";
export {
  coarser,
  Downsampler,
  type DownsamplerOptions,
  type DownsamplerSnapshot,
  type Rollup,
  type Summary,
  summary,
  type SummaryState,
} from "./downsampling.ts";
export {
  type ErrorBurst,
  type ErrorBurstOptions,
  ErrorBursts,
  type ServiceErrors,
} from "./error_bursts.ts";
export {
  type EventChain,
  type EventChainOptions,
  EventChains,
  type EventChainsSnapshot,
} from "./event_chains.ts";
export type { ExactSum } from "./exact_sum.ts";
export {
  LOG_SEVERITIES,
  type LogRoute,
  LogRouter,
  type LogRouterOptions,
  type LogSeverity,
  type RoutingCounts,
  type ServiceLog,
} from "./log_routing.ts";
export {
  type QuantileBuckets,
  type QuantileOptions,
  quantiles,
  type QuantileState,
} from "./quantile_sketch.ts";
export type { StreamEvent } from "./stream_event.ts";
export {
  type PartitionWatermark,
  Watermark,
  type WatermarkOptions,
  type WatermarkSnapshot,
} from "./watermark.ts";
export type {
  HoppingWindows,
  OpenWindow,
  SessionWindowKind,
  TimedRecord,
  TumblingWindows,
  WindowCounts,
  WindowKind,
  WindowOptions,
  WindowResult,
  WindowsSnapshot,
} from "./window_types.ts";
export { WindowedAggregation } from "./windows.ts";
export {
  CommandHandler,
  type CommandOptions,
  type CommandStatistics,
  type HandleOptions,
} from "./cqrs_commands.ts";
export { IndexedRows, type RowIndexes } from "./cqrs_rows.ts";
export {
  MaterializedView,
  openView,
  type SavedView,
  type ViewOptions,
  type ViewStatistics,
  type ViewStorage,
  type WrittenPlace,
} from "./cqrs_view.ts";
export {
  compareDetectors,
  type DetectorComparison,
  type SeriesComparison,
} from "./detector_comparison.ts";
export { readLabelledSeries } from "./labelled_series.ts";
export {
  type LabelledSeries,
  type LabelledWindow,
  type NabScore,
  nabScore,
  probationLength,
  togetherScore,
} from "./nab_scoring.ts";
export type { NoveltySnapshot } from "./novelty_memory.ts";
export { WindowedZScore, type WindowedZScoreOptions } from "./windowed_z_score.ts";
export { runSagaService } from "./saga.ts";
export type {
  RunningSagaService,
  SagaEvent,
  SagaParticipant,
  SagaServiceOptions,
  SagaServiceStatistics,
} from "./saga_options.ts";
export { readSagaEvent, sagaRecord } from "./saga_record.ts";
export {
  openShop,
  type RunningShop,
  runShopService,
  SHOP_SERVICES,
  type ShopOptions,
  type ShopServiceName,
  shopTopicsToMake,
} from "./saga_shop.ts";
export {
  type ShopEvent,
  type ShopEventType,
  type ShopOpening,
  type ShopOrder,
  type ShopTopics,
  shopTopics,
} from "./saga_shop_events.ts";
export { readShopLedger, type ShopLedger } from "./saga_shop_ledger.ts";
export {
  type EventSourcingScenarioOptions,
  type EventSourcingScenarioReport,
  runEventSourcingScenario,
} from "./event_sourcing_scenario.ts";
export {
  runSagaScenario,
  type SagaScenarioOptions,
  type SagaScenarioReport,
} from "./saga_scenario.ts";
export { SeriesDetectors, type SeriesDetectorsOptions } from "./series_detectors.ts";
export {
  type WindowedStep,
  WindowedStream,
  type WindowedStreamSnapshot,
} from "./windowed_stream.ts";
