/**
 * The dashboard: a page on loopback that shows a running system live.
 *
 * @module
 */
export { actionRoutes, type ActionTold } from "./actions/action_routes.ts";
export {
  ALERT_WEBHOOK_PATH,
  type AlertReceiver,
  alertReceiver,
  type AlertReceiverOptions,
} from "./alerts/alert_receiver.ts";
export type { ReceivedAlertsOptions } from "./alerts/received_alerts.ts";
export { type ListenAddress, parseListenAddress } from "./classroom/address.ts";
export type { BoardCell, BoardLab, BoardLearner, CellChange } from "./classroom/class_board.ts";
export {
  type ClassReport,
  type LabResult,
  type LabVerdict,
  learnerName,
} from "./classroom/class_report.ts";
export {
  type Classroom,
  type ClassroomOptions,
  type ClassroomView,
  openClassroom,
} from "./classroom/classroom.ts";
export { classroomRoutes } from "./classroom/classroom_routes.ts";
export type { Rate } from "./classroom/rate_limit.ts";
export type { ReportListenerOptions } from "./classroom/report_listener.ts";
export { RESULTS_TOPIC } from "./classroom/result_record.ts";
export { chosenToken } from "./classroom/token.ts";
export { type ServerEvent } from "./event_stream.ts";
export * from "./alert_rules.ts";
export * from "./from_lag.ts";
export { groupRoutes, type GroupsPorts } from "./groups/group_routes.ts";
export * from "./groups/group_watch.ts";
export type { RebalanceMember, RebalanceView } from "./groups/rebalance.ts";
export { labRoutes, type LabRoutesOptions } from "./lab/lab_routes.ts";
export type { LabRunView, LabSource, LabStandingView } from "./lab/lab_source.ts";
export type { AvroSource } from "./messages/decoder.ts";
export { messagesRoutes } from "./messages/messages_routes.ts";
export type { MessagesPorts, RecordsAdmin, RecordsKafka } from "./messages/ports.ts";
export type { ProducePorts, RedriveWish } from "./produce/ports.ts";
export { produceRoutes } from "./produce/produce_routes.ts";
export * from "./route_stream.ts";
export * from "./routing.ts";
export { schemaRoutes, type SchemasPorts } from "./schemas/schema_routes.ts";
export * from "./server.ts";
export * from "./source.ts";
export * from "./wire/wire_port.ts";
export { wireRoutes } from "./wire/wire_routes.ts";
export type { WireTapOptions } from "./wire/wire_tap.ts";
export type * from "./topics/ports.ts";
export { topicRoutes } from "./topics/topic_routes.ts";
