import { Kafka, logLevel } from "kafkajs";
import type { Member, MemberReports } from "./member_worker.ts";
import { HEARTBEAT_MS, type MemberOrder } from "./orders.ts";

/** A member that is paused looks so often whether it still is; the default is 5 s. */
const MAX_WAIT_MS = 50;

/** Joins by kafkajs as it comes, and does nothing with a record but parse its JSON. */
export async function joinAsKafkajs(order: MemberOrder, reports: MemberReports): Promise<Member> {
  const { address, topic, groupId } = order;
  const kafka = new Kafka({ brokers: [address], clientId: "bench", logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({
    groupId,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: MAX_WAIT_MS,
  });
  consumer.on(
    consumer.events.GROUP_JOIN,
    ({ payload }) => reports.assigned(payload.memberAssignment[topic] ?? []),
  );
  consumer.on(consumer.events.CRASH, ({ payload }) => reports.failed(payload.error));
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let records = 0;
  await consumer.run({
    eachMessage: ({ message }) => {
      JSON.parse(message.value!.toString());
      records++;
      return Promise.resolve();
    },
  });
  consumer.pause([{ topic }]);
  return {
    records: () => records,
    go: () => consumer.resume([{ topic }]),
    leave: () => consumer.disconnect(),
  };
}
