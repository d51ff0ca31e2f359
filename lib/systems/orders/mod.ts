/**
 * The system of orders: one order sent and received by programs that end, or a stream that is kept.
 *
 * @module
 */
export {
  type OrderConsumerOptions,
  type OrderFindings,
  ORDERS_GROUP,
  startOrderConsumer,
} from "./consumer.ts";
export {
  type OrderProducerOptions,
  ORDERS_TOPIC,
  type OrderSenderOptions,
  startOrderSender,
  startOrderStream,
} from "./producer.ts";
export { type OrderReceiverOptions, startOrderReceiver } from "./receiver.ts";
