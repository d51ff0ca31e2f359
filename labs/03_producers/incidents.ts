import { type Random, waitFor, withDeadline } from "../../lib/core/mod.ts";
import { connectKafka } from "../../lib/kafka/mod.ts";
import { createProducer, type Producer, type ProducerOptions } from "../../lib/producer/mod.ts";
import {
  demandFired,
  type Faults,
  type InjectedFault,
  type RunContext,
  type WatchedTraffic,
} from "../../lib/workshop/mod.ts";
import { copiesByKey, type OrderRecord, randomOrders } from "./orders.ts";

/** An error that a real fault gave, and what the log says about the record. */
export interface Incident {
  /** What was done, for people. */
  readonly name: string;
  readonly error: unknown;
  /** Whether a request with the record had left and no answer to it came. */
  readonly unanswered: boolean;
  /** How often the log held the record when the error came, or soon after. */
  readonly copies: number;
  /** How often it held it after the cause had passed and the same record was sent once more. */
  readonly copiesAfterAgain: number;
}

/** A fault that can be undone: what is left of it then is for the record alone to have caused. */
interface Scene {
  readonly name: string;
  readonly options?: ProducerOptions;
  /** Whether the producer has reached no broker yet when it begins. @default {false} */
  readonly atOnce?: boolean;
  /** Of the topic; set when it is made, as brokers learn of a change later than the admin. */
  readonly config?: Readonly<Record<string, string>>;
  /** Changes the record, and puts the fault in force; gives what ends it. */
  prepare?(stage: Stage): Promise<Ending | void>;
  /** Sends the record for the first time. @default {producer.send()} */
  first?(stage: Stage): Promise<unknown>;
  /** Sends it once more, when the fault has ended. @default {producer.send(), with more patience} */
  again?(stage: Stage): Promise<unknown>;
}

type Ending = () => void | Promise<void>;

interface Stage {
  readonly context: RunContext;
  readonly random: Random;
  readonly faults: Faults;
  readonly producer: Producer;
  readonly traffic: WatchedTraffic;
  readonly topic: string;
  record: OrderRecord;
}

const QUICK: ProducerOptions = {
  lingerMs: 0,
  // A busy machine takes some hundred milliseconds to let a request out.
  requestTimeoutMs: 1000,
  deliveryTimeoutMs: 1250,
  topicTimeoutMs: 100,
  retryBackoffMs: 20,
};
const PATIENT: ProducerOptions = {
  ...QUICK,
  requestTimeoutMs: 5000,
  deliveryTimeoutMs: 10_000,
  topicTimeoutMs: 10_000,
};
const SMALL_TOPIC_BYTES = 2000;
const SLOW_MS = 2250;
const BUFFER_BYTES = 20_000;

/** Makes each fault happen, all at once, each behind a proxy of its own. */
export async function realIncidents(context: RunContext): Promise<Incident[]> {
  return await Promise.all(SCENES.map((scene) => play(context, scene)));
}

const SCENES: readonly Scene[] = [
  {
    name: "broker refuses",
    atOnce: true,
    prepare: ({ faults }) => {
      const refused = faults.refuse();
      return Promise.resolve(() => refused.end());
    },
  },
  {
    name: "broker goes away",
    options: { acks: 1 },
    prepare: async ({ faults, producer, topic }) => {
      const refused = faults.refuse();
      // By this one the producer learns that its connection is gone.
      await producer.send({ topic, partition: 0, value: "the first to meet it" }).catch(() => {});
      return () => refused.end();
    },
  },
  {
    name: "answer lost",
    options: { acks: 1 },
    prepare: ({ faults }) => until(faults.dropAnswers("Produce")),
  },
  {
    name: "request lost",
    options: { acks: 1 },
    prepare: ({ faults }) => until(faults.loseRequests("Produce")),
  },
  {
    name: "answers lost again",
    prepare: ({ faults }) => until(faults.dropAnswers("Produce")),
  },
  {
    name: "answer too late",
    options: { acks: 1 },
    prepare: ({ faults }) => until(faults.delayAnswers("Produce", SLOW_MS)),
  },
  {
    name: "own deadline",
    prepare: ({ faults }) => until(faults.delayAnswers("Produce", 250)),
    first: async ({ producer, record, traffic }) => {
      const before = traffic.requests.length;
      const sending = producer.send(record);
      sending.catch(() => {});
      await waitFor(() => traffic.requests.length > before, { what: "the request to leave" });
      return await withDeadline(sending, { what: "sending", timeoutMs: 50 });
    },
  },
  {
    name: "record too large",
    options: { maxRecordBytes: SMALL_TOPIC_BYTES },
    prepare: (stage) => enlarge(stage),
  },
  {
    name: "batch too large",
    config: { "max.message.bytes": String(SMALL_TOPIC_BYTES) },
    prepare: (stage) => enlarge(stage),
  },
  {
    name: "partition 99",
    prepare: (stage) => {
      stage.record = { ...stage.record, partition: 99 };
      return Promise.resolve();
    },
  },
  {
    name: "keyless, compacted",
    config: { "cleanup.policy": "compact" },
    prepare: (stage) => {
      stage.record = { ...stage.record, key: null } as unknown as OrderRecord;
      return Promise.resolve();
    },
  },
  {
    name: "topic not there",
    prepare: (stage) => {
      const topic = `${stage.topic}-later`;
      stage.record = { ...stage.record, topic };
      return Promise.resolve(async () => {
        await stage.context.admin.createTopics([{ name: topic, partitions: 1 }]);
      });
    },
  },
  {
    name: "buffer full",
    options: { maxBufferedBytes: BUFFER_BYTES, lingerMs: 60_000 },
    prepare: ({ producer, record: { topic } }) => {
      // Two are on their way, one more is in line; so much again has no room.
      const filler = { topic, partition: 0, value: "x".repeat(0.7 * BUFFER_BYTES) };
      const settled = Promise.allSettled(
        [filler, filler, filler].map((each) => producer.send(each)),
      );
      return Promise.resolve(async () => {
        await producer.flush();
        await settled;
      });
    },
    first: (stage) => {
      const [large] = randomOrders(stage.random, stage.topic, {
        count: 1,
        bytes: 0.7 * BUFFER_BYTES,
      });
      stage.record = large!;
      return stage.producer.send(large!);
    },
  },
  {
    name: "fenced",
    first: sendFenced,
    again: sendFenced,
  },
];

/** What is done to answers is done when the broker gives them, which may be after the sender left. */
function until(fault: InjectedFault): Promise<Ending> {
  return Promise.resolve(async () => {
    await waitFor(() => fault.fired > 0, { what: "the fault to fire" }).catch(() => {});
    demandFired(fault);
    fault.end();
  });
}

function enlarge(stage: Stage): Promise<void> {
  const { random, topic } = stage;
  const [large] = randomOrders(random, topic, { count: 1, bytes: 3 * SMALL_TOPIC_BYTES });
  stage.record = large!;
  return Promise.resolve();
}

/** Sends in a transaction whose id another producer has taken over meanwhile. */
async function sendFenced({ context, faults, record }: Stage): Promise<unknown> {
  await using kafka = connectKafka(faults.connection);
  const id = context.groupId("till");
  const first = await kafka.transactional(id);
  const transaction = await first.begin();
  await using _second = await kafka.transactional(id);
  const { topic } = record;
  const [key, value] = [record.key, record.value].map((text) => new TextEncoder().encode(text));
  return await transaction.produce({
    topic,
    partition: 0,
    records: [{ key: key!, value: value! }],
  });
}

async function play(context: RunContext, scene: Scene): Promise<Incident> {
  const { config = {} } = scene;
  const topic = await context.topic("incident", 1, { config });
  const faults = await context.faults();
  await using kafka = connectKafka(faults.connection);
  const producer = await createProducer(kafka, { ...QUICK, ...scene.options });
  await using patient = await createProducer(kafka, { ...PATIENT, ...scene.options });
  using traffic = faults.watch("Produce");
  try {
    // They run at once: each has chance of its own, so that a seed gives the same records.
    const random = context.random.fork(scene.name);
    const [record] = randomOrders(random, topic, { count: 1 });
    const stage = { context, random, faults, producer, traffic, topic, record: record! };
    if (!scene.atOnce) await greet(stage);
    return await playOn(stage, scene, patient);
  } finally {
    await producer.close({ timeoutMs: 2000 });
  }
}

/** Has the producer find topic and broker, so that the fault meets the record and nothing before. */
async function greet({ producer, topic }: Stage): Promise<void> {
  const hello = async () => {
    const sent = sendPlainly(producer, { topic, partition: 0, key: "hello", value: "before it" });
    return await sent.then(() => true, () => false);
  };
  await waitFor(hello, { what: "a record to arrive" });
}

async function playOn(stage: Stage, scene: Scene, patient: Producer): Promise<Incident> {
  const { context, traffic } = stage;
  const plainly = ({ producer, record }: Stage) => sendPlainly(producer, record);
  const { first = plainly, again = plainly, name } = scene;
  const ending = await scene.prepare?.(stage);
  const wire = { answers: traffic.answers.length, requests: traffic.requests.length };
  const error = await first(stage).then(
    () => new TypeError(`${name}: the send succeeded all the same`),
    (thrown: unknown) => thrown,
  );
  const answers = traffic.answers.slice(wire.answers);
  const answered = answers.filter(({ fault }) => fault === undefined).length;
  const unanswered = traffic.requests.length - wire.requests > answered;
  await ending?.();
  const { topic, key } = stage.record;
  const count = async () => (await copiesByKey(context.kafka, topic)).get(key ?? "") ?? 0;
  const copies = await count();
  await again({ ...stage, producer: patient }).catch(() => {});
  const copiesAfterAgain = await count();
  if (topic !== stage.topic) await context.admin.deleteTopics([topic]);
  return { name, error, unanswered, copies, copiesAfterAgain };
}

function sendPlainly(
  producer: Producer,
  record: Parameters<Producer["send"]>[0],
): Promise<unknown> {
  const sending = producer.send(record);
  void producer.flush();
  return sending;
}
