import { waitFor } from "../../core/mod.ts";
import type { Note } from "./notebook.ts";
import type { RawConnection } from "./raw_connection.ts";
import { fetchOne, produce } from "./requests.ts";
import { type Scenario, type Session, settled } from "./session.ts";
import {
  configure,
  isGone,
  keyed,
  marks,
  NOT_YET_CLEANED,
  produceSegments,
  storedBatches,
  storedLog,
} from "./stored_logs.ts";
import { addPartitions, end, initTransactions, type Producer } from "./transaction_requests.ts";

/** What compaction makes of transactions. */
export const CLEANED_TRANSACTIONS: readonly Scenario[] = [
  { name: "compaction of transactions that ended", run: ended },
  { name: "compaction stops at an open transaction", run: open },
];

/** Half an hour ahead: later than any marker, so it begins a segment. */
const AHEAD_MS = 3_600_000 + 1_800_000;

/** A producer whose coordinator has been asked for, as clients do: else there may be none. */
async function newProducer(session: Session): Promise<Producer> {
  const broker = await session.broker();
  const transactionalId = session.name("id");
  await settled(
    () => broker.call("FindCoordinator", 1, { key: transactionalId, keyType: 1 }),
    ({ errorCode }) => errorCode,
  );
  return await initTransactions(broker, transactionalId);
}

/** Writes one transaction of batches, each in its own segment, and waits for its marker. */
async function transaction(
  broker: RawConnection,
  producer: Producer,
  options: {
    readonly topic: string;
    readonly batches: readonly (readonly string[])[];
    readonly sequence: number;
    readonly fromMs: number;
    readonly outcome?: "commit" | "abort";
  },
): Promise<void> {
  const { topic, batches, outcome, fromMs } = options;
  const { transactionalId, producerId, producerEpoch } = producer;
  await addPartitions(broker, producer, topic);
  let baseSequence = options.sequence;
  for (const [index, records] of batches.entries()) {
    const identity = { producerId, producerEpoch, baseSequence, transactional: true };
    const batch = keyed(fromMs + index * 10, records, identity);
    const { error } = await produce(broker, batch, { topic, transactionalId });
    if (error !== "NONE") throw new Error(`Produce in a transaction: ${error}`);
    baseSequence += records.length;
  }
  if (outcome === undefined) return;
  const before = (await fetchOne(broker, { topic, offset: 0 })).highWatermark;
  await end(broker, producer, outcome);
  await waitFor(async () => {
    const { highWatermark } = await fetchOne(broker, { topic, offset: before });
    return highWatermark > before;
  }, { what: `the marker in ${topic}` });
}

async function clean(session: Session, topic: string, gone: () => Promise<boolean>): Promise<void> {
  const broker = await session.broker();
  await configure(broker, topic, { "min.cleanable.dirty.ratio": "0" });
  await session.cleaned(`${topic} to be cleaned`, gone);
  await configure(broker, topic, { "min.cleanable.dirty.ratio": "1" });
}

async function aborted(broker: RawConnection, topic: string): Promise<Note> {
  const answer = await fetchOne(broker, { topic, offset: 0, isolationLevel: 1 });
  return {
    lastStableOffset: answer.lastStableOffset,
    aborted: (answer.abortedTransactions ?? []).map(({ firstOffset }) => firstOffset),
  };
}

async function ended(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { ...NOT_YET_CLEANED, "cleanup.policy": "compact" },
  });
  const [one, two] = [await newProducer(session), await newProducer(session)];
  await produceSegments(broker, topic, [["a=0"], ["b=0"]]);
  const inTopic = { topic, fromMs: 100, sequence: 0 };
  await transaction(broker, one, { ...inTopic, batches: [["a=1"], ["c=1"]], outcome: "abort" });
  await transaction(broker, two, {
    ...inTopic,
    fromMs: 200,
    batches: [["b=1"], ["d=1"]],
    outcome: "commit",
  });
  await produceSegments(broker, topic, [["x=1"]], { fromMs: AHEAD_MS });
  session.note("before", await storedLog(broker, topic));
  await clean(session, topic, () => isGone(broker, topic, 1));
  session.note("aborted ones are gone", await storedLog(broker, topic));
  session.note("for committed readers", await aborted(broker, topic));
  session.note("its marks", await marks(broker, topic, [-1]));
  for (const [round, gone] of [[1, 9], [2, 10]] as const) {
    const next = { topic, fromMs: AHEAD_MS + round * 100, sequence: 1 + round };
    await transaction(broker, one, { ...next, batches: [["b=2"]], outcome: "commit" });
    await produceSegments(broker, topic, [["x=2"], ["x=3"]], { fromMs: next.fromMs + 50 });
    await clean(
      session,
      topic,
      async () => await headOf(broker, topic) >= gone || await isGone(broker, topic, gone - 1),
    );
    session.note(`round ${round}`, await storedLog(broker, topic));
    session.note("for committed readers", await aborted(broker, topic));
  }
}

async function headOf(broker: RawConnection, topic: string): Promise<number> {
  return (await storedBatches(broker, topic))[0]?.baseOffset ?? -1;
}

async function open(session: Session): Promise<void> {
  const broker = await session.broker();
  const topic = await session.topic({
    config: { ...NOT_YET_CLEANED, "cleanup.policy": "compact" },
  });
  const producer = await newProducer(session);
  await produceSegments(broker, topic, [["a=1"], ["a=2"]]);
  await transaction(broker, producer, { topic, batches: [["a=3"]], sequence: 0, fromMs: 100 });
  await produceSegments(broker, topic, [["a=4"], ["a=5"]], { fromMs: 200 });
  await clean(session, topic, () => isGone(broker, topic, 0));
  session.note("up to it", await storedLog(broker, topic));
  session.note("its marks", await marks(broker, topic));
  await end(broker, producer, "commit");
  await waitFor(async () => {
    const { lastStableOffset } = await fetchOne(broker, { topic, offset: 2 });
    return lastStableOffset === 6;
  }, { what: "the end of the transaction" });
  await produceSegments(broker, topic, [["x=1"]], { fromMs: AHEAD_MS });
  await clean(session, topic, () => isGone(broker, topic, 1));
  session.note("after its end", await storedLog(broker, topic));
  session.note("for committed readers", await aborted(broker, topic));
}
