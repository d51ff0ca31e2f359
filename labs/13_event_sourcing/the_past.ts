import type { LabContext } from "../../lib/workshop/mod.ts";
import { expected } from "./accounts.ts";
import {
  byAccount,
  COMPACTED,
  keepingTopic,
  randomEvents,
  readEvents,
  writeEvents,
  type Written,
} from "./bank.ts";
import { foldAnew, stateOf } from "./bookkeeper.ts";
import { keepSnapshots, readSnapshots } from "./snapshot_topic.ts";
import type { Account } from "./stub.ts";

const ACCOUNTS = 3;
const EVENTS = 60;
const SNAPSHOT_AT = 50;

/** Snapshots, what they are good for, and what only the events know. */
export async function thePast(context: LabContext): Promise<void> {
  const { screen, control } = context;
  screen.heading("2. Snapshots, retention, and the past");
  screen.say(
    "States are what a compacted topic is made for: of each account it keeps the last one. After " +
      `${SNAPSHOT_AT} of ${EVENTS} events the states go there, with the offset behind them.`,
  );
  await context.predict({
    id: "past",
    question: "The events' topic deletes what is old (retention.ms). What is lost with the events?",
    choices: [
      "Nothing: the snapshots hold the balances",
      "The balances",
      "What the balances were at an earlier time",
    ],
  });
  const [topic, snapshots] = await Promise.all([
    keepingTopic(context),
    context.topic("snapshots", 1, { config: COMPACTED }),
  ]);
  await writeEvents(context, topic, randomEvents(context, ACCOUNTS, EVENTS));
  const log = await readEvents(context, topic);
  await snapshot(context, snapshots, log.slice(0, SNAPSHOT_AT));
  await control.cleanNow(snapshots);
  const before = await answers(context, topic, snapshots, log);
  await context.admin.alterTopicConfig(topic, { "retention.ms": "1" });
  await control.cleanNow(topic);
  const after = await answers(context, topic, snapshots, log);
  screen.line();
  screen.table(
    [
      { title: "account-1" },
      { title: "events kept", align: "right" },
      { title: "events deleted", align: "right" },
    ],
    before.map(([what, answer], at) => [what, answer, after[at]![1]]),
  );
  await context.seen(
    "past",
    "Lost are the past and what came after the snapshot: a state can't be unfolded. An event topic needs " +
      "retention.ms=-1; openEventStore() of this project refuses any other",
  );
}

async function snapshot(
  context: LabContext,
  topic: string,
  log: readonly Written[],
): Promise<void> {
  const histories = [...byAccount(log.map(({ event }) => event))];
  const folded = await foldAnew(context, histories.map(([, events]) => ({ events })));
  const nextOffset = log.at(-1)!.offset + 1n;
  await keepSnapshots(
    context,
    topic,
    histories.map(([account], at) => [account, { nextOffset, state: stateOf(folded[at]!) }]),
  );
}

/** What can be told about the first account from what is there. */
async function answers(
  context: LabContext,
  topic: string,
  snapshots: string,
  log: readonly Written[],
): Promise<[what: string, answer: string][]> {
  const account = log[0]!.event.account;
  const left = (await readEvents(context, topic)).filter(({ event }) => event.account === account);
  const kept = (await readSnapshots(context, snapshots)).get(account);
  const tail = left.filter(({ offset }) => offset >= (kept?.nextOffset ?? 0n));
  const untilMs = log[Math.floor(EVENTS / 2)]!.timestampMs;
  const early = left.filter(({ timestampMs }) => timestampMs <= untilMs);
  const [replayed, resumed, past] = await foldAnew(context, [
    { events: left.map(({ event }) => event) },
    { from: kept?.state, events: tail.map(({ event }) => event) },
    { events: early.map(({ event }) => event) },
  ]);
  const right = expected(log.filter(({ event }) => event.account === account).map((e) => e.event));
  const shown = (folded: typeof replayed, version = right.version) => {
    const state = stateOf(folded!) as Account | undefined;
    if (state === undefined || state === null) return "can't be told";
    const isOld = state.version < version;
    return String(state.balance) + (isOld ? `, version ${state.version} of ${version}` : "");
  };
  return [
    [`balance by replay (${right.balance} is right)`, shown(replayed)],
    ["balance by snapshot and tail", shown(resumed)],
    ["events read for it", String(tail.length)],
    ["balance half-way through", shown(past, 0)],
  ];
}
