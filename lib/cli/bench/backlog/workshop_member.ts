import { runConsumer } from "../../../consumer/mod.ts";
import { connectKafka, type ConsumedRecord, type Kafka } from "../../../kafka/mod.ts";
import { EventProcessor } from "../../../processor/mod.ts";
import { randomEventFormat, validateMessage } from "../../../schemas/mod.ts";
import { openEventStore, startRandomEventsConsumer } from "../../../systems/mod.ts";
import { Gate } from "./gate.ts";
import type { Member, MemberReports } from "./member_worker.ts";
import { HEARTBEAT_MS, type MemberOrder, type Stage } from "./orders.ts";

const COMMIT_EVERY = 1000;

/** A consumer that says how many records it has processed. */
interface StageRun extends AsyncDisposable {
  readonly closed: Promise<void>;
  records(): number;
}

/** Joins by our consumer and does what the order's stage says. */
export async function joinAsWorkshop(order: MemberOrder, reports: MemberReports): Promise<Member> {
  await using opened = new AsyncDisposableStack();
  const kafka = opened.use(connectKafka({ bootstrapServers: [order.address] }));
  const gate = new Gate(kafka, reports.assigned);
  const run = order.work === "store"
    ? await runSystem(gate.kafka, order, opened)
    : await runHandler(gate.kafka, order, handlerOf(order.work as Stage));
  opened.use(run);
  run.closed.catch(reports.failed);
  const parts = opened.move();
  return {
    records: () => run.records(),
    go: () => gate.open(),
    leave: () => parts.disposeAsync(),
  };
}

const consuming = {
  commitEveryMessages: COMMIT_EVERY,
  session: { heartbeatIntervalMs: HEARTBEAT_MS },
} as const;

async function runHandler(
  kafka: Kafka,
  { topic, groupId }: MemberOrder,
  handler: (record: ConsumedRecord) => void,
): Promise<StageRun> {
  const consumer = await runConsumer(kafka, { ...consuming, groupId, topics: [topic], handler });
  return {
    closed: consumer.closed,
    records: () => consumer.statistics().processed,
    [Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose](),
  };
}

function handlerOf(stage: Stage): (record: ConsumedRecord) => void {
  if (stage === "read") return () => {};
  if (stage === "validate") return ({ value }) => void validateMessage(value, randomEventFormat());
  const processor = new EventProcessor();
  return ({ value }) => void processor.processEvent(value);
}

/** The whole system: validated, scored, stored. */
async function runSystem(
  kafka: Kafka,
  { topic, groupId, storePath }: MemberOrder,
  opened: AsyncDisposableStack,
): Promise<StageRun> {
  const store = opened.use(openEventStore({ path: storePath }));
  const consumer = await startRandomEventsConsumer(kafka, { store, topic, groupId, consuming });
  return {
    closed: consumer.closed,
    records: () => consumer.statistics().consumer.processed,
    [Symbol.asyncDispose]: () => consumer[Symbol.asyncDispose](),
  };
}
