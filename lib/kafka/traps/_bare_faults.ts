import { waitFor } from "../../core/mod.ts";
import { type LoggedRecord, TrapBench } from "./_trap_bench.ts";

/** What bare kafkajs told of each record, and what the log holds: facts to judge a run by. */
export interface BareRun {
  readonly topic: string;
  /** In the order of the calls; a record's id is its value. */
  readonly sends: readonly { readonly id: string; readonly acknowledged: boolean }[];
  readonly log: readonly LoggedRecord[];
}

/** How long a leader waits for its followers before it says that a record may be written. */
export const REPLICATION_TIMEOUT_MS = 500;

/** Two partitions with different leaders, both of which may lead the second. */
export function twoLeaders(): Promise<TrapBench> {
  return TrapBench.start([[0, 1, 2], [1, 0, 2]], { brokers: 3 });
}

/** One partition on three brokers. */
export function oneLeader(): Promise<TrapBench> {
  return TrapBench.start([[0, 1, 2]], { brokers: 3 });
}

/**
 * Sends one record to each of two leaders in one call; the second leader changes after the first has
 * answered and before the second is asked.
 */
export async function sendWhileLeaderMoves(bench: TrapBench): Promise<BareRun> {
  const producer = await bench.bareProducer(bench.bareClient());
  let answers = 0;
  producer.on(producer.events.REQUEST, ({ payload: { apiName } }) => {
    if (apiName === "Produce") answers++;
  });
  const held = bench.proxy.add({ apiKeys: ["Produce"], brokers: [1], action: "freeze" });
  const messages = [{ partition: 0, value: "stays" }, { partition: 1, value: "moves" }];
  const sending = producer.send({ topic: "orders", messages });
  await waitFor(() => answers === 1, { what: "the first leader's answer" });
  await bench.cluster.moveLeader({ topic: "orders", partition: 1 }, 0);
  held.remove();
  const acknowledged = await isAcknowledged(sending);
  const sends = messages.map(({ value }) => ({ id: value, acknowledged }));
  return { topic: "orders", sends, log: await bench.log() };
}

/** Sends two records beside each other; the first is appended, and answered as not replicated yet. */
export async function sendBesideUncertainOne(bench: TrapBench): Promise<BareRun> {
  const producer = await bench.bareProducer(bench.bareClient(), { idempotent: true });
  let answers = 0;
  producer.on(producer.events.REQUEST, ({ payload: { apiName } }) => {
    if (apiName === "Produce") answers++;
  });
  using requests = bench.count("Produce", "request");
  const send = async (id: string) => {
    const messages = [{ partition: 0, value: id }];
    const sending = producer.send({ topic: "orders", timeout: REPLICATION_TIMEOUT_MS, messages });
    return { id, acknowledged: await isAcknowledged(sending) };
  };
  const held = await bench.cluster.holdReplication();
  const first = send("first");
  await waitFor(() => requests.seen === 1, { what: "the first record to be on its way" });
  const second = send("second");
  await waitFor(() => answers === 1, { what: "the first to be told that it may be written" });
  await held[Symbol.asyncDispose]();
  return { topic: "orders", sends: await Promise.all([first, second]), log: await bench.log() };
}

async function isAcknowledged(
  sending: Promise<readonly { readonly errorCode: number }[]>,
): Promise<boolean> {
  return (await sending).every(({ errorCode }) => errorCode === 0);
}
