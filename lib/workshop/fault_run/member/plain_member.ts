import { type Logger, type Meter, seededRandom, systemClock } from "../../../core/mod.ts";
import { type RecordHandler, runConsumer, type RunningConsumer } from "../../../consumer/mod.ts";
import type { Kafka } from "../../../kafka/mod.ts";
import { createProducer } from "../../../producer/mod.ts";
import { openSqliteStore, type Store } from "../../../storage/mod.ts";
import { deadLetterSink } from "../../../systems/mod.ts";
import type { Recorder } from "../../history/mod.ts";
import type { MemberControls } from "./member_controls.ts";
import type { MemberOrder } from "./messages.ts";
import { observedLetters } from "./observed_letters.ts";
import { identityOf, payloadOf, payloadReader } from "./work.ts";

/** What a member works with. */
export interface MemberDeps {
  readonly kafka: Kafka;
  readonly recorder: Recorder;
  readonly controls: MemberControls;
  readonly meter: Meter;
  readonly logger: Logger;
}

/** Sessions end soon, so that runs are short; brokers refuse shorter ones. */
export const SESSION = {
  sessionTimeoutMs: 6000,
  heartbeatIntervalMs: 500,
  rebalanceTimeoutMs: 6000,
  maxWaitMs: 200,
} as const;

/**
 * A letter is sent again under its number for longer than a slow broker is slow; then its sender no
 * longer knows, and people are told.
 */
const LETTERS = { requestTimeoutMs: 1500, deliveryTimeoutMs: 9000 };

/** A consumer whose handler stores by id, with retries and dead letters. */
export async function startPlainMember(
  order: MemberOrder,
  deps: MemberDeps,
  opened: AsyncDisposableStack,
): Promise<RunningConsumer> {
  const { kafka, logger, meter, recorder, controls } = deps;
  const store = opened.use(openSqliteStore({ path: order.store, busyTimeoutMs: 2000 }));
  const letters = opened.use(
    await createProducer(kafka, { ...LETTERS, lingerMs: 0, logger }),
  );
  const sink = deadLetterSink(letters, order.deadLetters);
  return await runConsumer(kafka, {
    groupId: order.group,
    topics: order.topics,
    session: SESSION,
    commitEveryMessages: 20,
    commitEveryMs: 200,
    retry: { baseMs: 20 },
    deadLetters: order.flaw === "forgets poison" ? forgetful : observedLetters(sink, recorder),
    handler: storing(order, deps, controls.store(store)),
    shutdownTimeoutMs: 6000,
    random: seededRandom(order.seed),
    meter,
    logger,
  });
}

/** A bug: what can't be processed is finished without a trace. */
const forgetful = { publish: () => Promise.resolve() };

function storing(order: MemberOrder, deps: MemberDeps, store: Store): RecordHandler {
  const { recorder, controls } = deps;
  const read = payloadReader(order);
  const work: RecordHandler = async (record, context) => {
    const { topic, partition, offset } = record;
    const place = { topic, partition, offset };
    const who = identityOf(record);
    if (context.attempt === 1) {
      recorder.record({ type: "deliver", ...who, ...place, reader: order.name });
    }
    const { amount } = await read(record, context.attempt);
    await systemClock.sleep(order.workMs, context.signal);
    await controls.pass("before the effect");
    const outcome = await store.save({
      id: who.id,
      timeMs: record.timestampMs,
      body: { amount },
      origin: place,
    });
    recorder.record({
      type: "effect",
      ...who,
      ...place,
      outcome: outcome === "inserted" ? "applied" : "duplicate",
    });
    await controls.pass("after the effect");
  };
  return order.flaw === "effect after commit" ? tooLate(work) : work;
}

/** A bug: says that a record is finished, and works on it afterwards. */
function tooLate(work: RecordHandler): RecordHandler {
  return (record, context) => {
    payloadOf(record, context.attempt);
    void systemClock.sleep(400).then(() => work(record, { ...context, attempt: 9 })).catch(
      () => {},
    );
  };
}
