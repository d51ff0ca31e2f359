import type { LabContext } from "../../lib/workshop/mod.ts";
import { bill, type Billed, type Decider } from "./billing.ts";
import { passing } from "./failures.ts";
import type { Planned } from "./workload.ts";

const RECORDS = 20;
const OUTAGES = 30;
const MAX_TRIES = 3;
const BASE_MS = 10;

const giveUp = { then: "give up" } as const;

/** Treats an outage as any other failure that says it may pass. */
const counting: Decider = (_, { tries, maxTries, baseMs }) =>
  Promise.resolve(tries >= maxTries ? giveUp : { then: "retry", afterMs: baseMs * tries });

/** Knows that an outage is nobody's fault. */
const waiting: Decider = (error, failed) =>
  (error as { outage?: boolean }).outage
    ? Promise.resolve({ then: "wait" } as const)
    : counting(error, failed);

/** The ledger is down for thirty tries; what is left of twenty sound orders? */
export async function brokenLedger(context: LabContext): Promise<Billed> {
  const { screen } = context;
  screen.heading("2. The ledger is down");
  screen.say(
    `${RECORDS} sound orders, ${MAX_TRIES} tries each; the ledger in which they are written refuses ` +
      `the first ${OUTAGES} tries and then is back.`,
  );
  await context.predict({
    id: "outage",
    question:
      "Each try counts, as for any failure. How many sound orders are among the dead letters?",
    choices: ["None: the ledger came back", "One", "About ten"],
  });
  const common = { maxTries: MAX_TRIES, baseMs: BASE_MS, ordered: true, outages: OUTAGES };
  const buried = await bill(context, { planned: orders(), decide: counting, ...common });
  const waited = await bill(context, { planned: orders(), decide: waiting, ...common });
  screen.line();
  screen.bars([
    { label: "tries counted", value: buried.statistics.deadLettered, note: "dead letters" },
    { label: "waited for it", value: waited.statistics.deadLettered, note: "dead letters" },
  ], { full: RECORDS });
  screen.line();
  screen.say(
    `While it waited, the partition was fetched no more, heartbeats went on, and the alarm was raised ` +
      `once for each partition: ${waited.statistics.stalls} stalls, ${waited.statistics.rebalances} ` +
      "rebalances, nothing counted as a try.",
  );
  const { deadLettered } = buried.statistics;
  await context.seen(
    "outage",
    `${deadLettered} of ${RECORDS} sound orders were given up: each used up its ${MAX_TRIES} tries on a ledger that was away. An ` +
      "outage of minutes buries nearly all that came in these minutes",
  );
  return buried;
}

function orders(): Planned[] {
  return Array.from({ length: RECORDS }, (_, at) => ({
    ...{ id: `orders:${at}`, key: `customer-${at % 4}`, partition: at % 2 },
    ...{ kind: "sound", failures: 0, error: passing },
  }));
}
