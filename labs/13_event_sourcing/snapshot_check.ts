import type { Random } from "../../lib/core/mod.ts";
import {
  type Check,
  type CheckContext,
  type Fail,
  fail,
  inconclusive,
  pass,
} from "../../lib/workshop/mod.ts";
import { differenceIn, expected } from "./accounts.ts";
import {
  byAccount,
  COMPACTED,
  keepingTopic,
  randomEvents,
  readEvents,
  writeEvents,
  type Written,
} from "./bank.ts";
import { foldAnew, ownOr, stateOf, type ToFold } from "./bookkeeper.ts";
import { shown } from "./shown.ts";
import type { AccountEvent } from "./stub.ts";
import { countRecords, keepSnapshots, readSnapshots, type Snapshot } from "./snapshot_topic.ts";

const ACCOUNTS = 4;
const EVENTS = 60;
const SNAPSHOTS = 3;

/** States in a compacted topic, the rest of the events from the other one. */
export const snapshotAndTail: Check = {
  id: "snapshot-and-tail",
  claim: "A snapshot and the events behind it come to what a full replay comes to",
  async run(context) {
    const { random, control } = context;
    const [events, snapshots] = await Promise.all([
      keepingTopic(context),
      context.topic("snapshots", 1, { config: COMPACTED }),
    ]);
    await writeEvents(context, events, eventsWithCapture(context));
    const log = await readEvents(context, events);
    if (log.length !== EVENTS) {
      return inconclusive(`Of ${EVENTS} events ${log.length} were read back`, "Run it again");
    }
    const histories = [...byAccount(log.map(({ event }) => event))];
    // Several snapshots, each by a process of its own that goes on from the one before.
    const cuts = [
      ...Array.from({ length: SNAPSHOTS - 1 }, () => random.int(ACCOUNTS, EVENTS - 1)),
      cutWithinHold(log.map(({ event }) => event), random),
    ].toSorted((a, b) => a - b);
    for (const cut of cuts) {
      const kept = await readSnapshots(context, snapshots);
      const folded = await foldAnew(context, tails(log, kept, BigInt(cut)));
      const states = histories.map(([account], at) =>
        [account, { nextOffset: BigInt(cut), state: stateOf(folded[at]!) }] as const
      );
      const unwritable = states.find(([, { state }]) => !isJson(state));
      if (unwritable !== undefined) return noJson(...unwritable);
      await keepSnapshots(context, snapshots, states);
    }
    const written = await countRecords(context, snapshots);
    await control.cleanNow(snapshots);
    if (await countRecords(context, snapshots) >= written) {
      return inconclusive("The topic of the snapshots was not compacted", "Run it again");
    }
    const kept = await readSnapshots(context, snapshots);
    const rest = tails(log, kept);
    const replays = histories.map(([, events]): ToFold => ({ events }));
    const replayed = await foldAnew(context, replays);
    const folded = await foldAnew(context, rest);
    for (const [at, [account, history]] of histories.entries()) {
      const end = folded[at]!;
      const difference = "thrown" in end
        ? `fold() threw: ${end.thrown}`
        : differenceIn(end.state, ownOr(expected(history), replayed[at]!));
      if (difference === undefined) continue;
      const { state } = kept.get(account)!;
      return fail({
        happened: `${account} has ${history.length} events. Its state was kept as JSON at offset ` +
          `${
            cuts.join(", then ")
          }, each time by another process, and the rest was folded upon it: ` +
          `${difference}. The snapshot says ${
            JSON.stringify(state)
          }: all that fold() needs later has ` +
          "to be in there",
        anomaly: "snapshot and tail differ from a replay",
        evidence: { topic: events, snapshots, account, events: history.length },
      });
    }
    const tail = rest.reduce((sum, each) => sum + each.events.length, 0);
    return pass({ topic: events, snapshots, events: log.length, tail });
  },
};

function isJson(state: unknown): boolean {
  try {
    JSON.stringify(state);
    return true;
  } catch {
    return false;
  }
}

function noJson(account: string, { state }: Snapshot): Fail {
  return fail({
    happened: `fold() made ${shown(state)} of ${account}, which can't be written as JSON. A ` +
      "snapshot is bytes in a record: a state must be plain JSON, and its amounts numbers",
    anomaly: "state that can't be kept",
    evidence: { account, state: shown(state) },
  });
}

/** Of each account what is kept, and the events behind it, up to an offset. */
function tails(
  log: readonly Written[],
  kept: ReadonlyMap<string, Snapshot>,
  to = BigInt(log.length),
): ToFold[] {
  return [...Map.groupBy(log, ({ event }) => event.account)].map(([account, written]) => {
    const { nextOffset = 0n, state } = kept.get(account) ?? {};
    const behind = written.filter(({ offset }) => offset >= nextOffset && offset < to);
    return { from: state, events: behind.map(({ event }) => event) };
  });
}

/** Events among which a hold is captured, so that a snapshot can lie between the two. */
function eventsWithCapture(context: CheckContext): AccountEvent[] {
  for (;;) {
    const events = randomEvents(context, ACCOUNTS, EVENTS);
    if (spansOfHolds(events).length > 0) return events;
  }
}

/** Between a hold and its capture: what the one was worth, the state alone tells the other. */
function cutWithinHold(events: readonly AccountEvent[], random: Random): number {
  const [from, to] = random.pick(spansOfHolds(events));
  return random.int(from, to);
}

/** From behind each hold to where it is captured. */
function spansOfHolds(events: readonly AccountEvent[]): [from: number, to: number][] {
  const heldAt = new Map<string, number>();
  return events.flatMap((event, at): [number, number][] => {
    if (event.type === "held") heldAt.set(`${event.account} ${event.hold}`, at);
    if (event.type !== "captured") return [];
    const from = Math.max(heldAt.get(`${event.account} ${event.hold}`)! + 1, ACCOUNTS);
    return from <= at ? [[from, at]] : [];
  });
}
