import type { LabContext } from "../../lib/workshop/mod.ts";
import { bill, type Billed, type Decider } from "./billing.ts";
import { passing } from "./failures.ts";
import type { Planned } from "./workload.ts";

const RECORDS = 60;
const BAD = 5;
const BASE_MS = 100;
const MAX_TRIES = 4;

/** Ways to treat the record that fails again and again. */
const WAYS: readonly (readonly [name: string, decide: Decider])[] = [
  ["in place", (_, { tries, baseMs }) => then("retry", tries, baseMs)],
  ["in retry topics", (_, { tries, baseMs }) => then("retry later", tries, baseMs)],
  ["not at all", () => Promise.resolve({ then: "give up" } as const)],
];

function then(what: "retry" | "retry later", tries: number, baseMs: number) {
  if (tries >= MAX_TRIES) return Promise.resolve({ then: "give up" } as const);
  return Promise.resolve({ then: what, afterMs: baseMs * 2 ** (tries - 1) });
}

/** One record of sixty fails at each of its tries: what do the others pay? */
export async function oneBadRecord(context: LabContext): Promise<void> {
  const { screen } = context;
  screen.heading("1. One record in sixty fails");
  screen.say(
    `${RECORDS} orders in one partition; order ${BAD} fails at each of its ${MAX_TRIES} tries, with ` +
      `waits of ${BASE_MS}, ${2 * BASE_MS} and ${
        4 * BASE_MS
      } ms between them. In production these ` +
      "are 2, 4 and 8 seconds.",
  );
  await context.predict({
    id: "one-bad-record",
    question: "Retried in place: how many of the other 59 orders wait until its last try is over?",
    choices: ["None: they are other records", "Those with the same key", "All that lie behind it"],
  });
  const rows = [];
  let waitedInPlace = 0;
  for (const [name, decide] of WAYS) {
    const run = await bill(context, {
      planned: orders(),
      decide,
      ...{ maxTries: MAX_TRIES, baseMs: BASE_MS, ordered: false },
    });
    const seen = cost(run);
    if (name === "in place") waitedInPlace = seen.waited;
    rows.push([
      name,
      seen.waited,
      `${seen.lastMs} ms`,
      seen.overtaken,
      run.statistics.deadLettered,
    ]);
  }
  screen.line();
  screen.table([
    { title: "tried again" },
    { title: "waited for it", align: "right" },
    { title: "last order done after", align: "right" },
    { title: "overtaken", align: "right" },
    { title: "dead letters", align: "right" },
  ], rows);
  await context.seen(
    "one-bad-record",
    `Retried in place, ${waitedInPlace} others waited, whatever their key. In retry topics nobody waits, and the record that ` +
      `was tried again would come after ${
        overtakenOf(rows)
      } orders of its own key: that is the price`,
  );
}

function overtakenOf(rows: readonly (readonly unknown[])[]): unknown {
  return rows[1]![3];
}

function orders(): Planned[] {
  return Array.from({ length: RECORDS }, (_, at) => ({
    id: `orders:${at}`,
    key: `customer-${at % 4}`,
    partition: 0,
    kind: at === BAD ? "stubborn" : "sound",
    failures: at === BAD ? Infinity : 0,
    error: passing,
  }));
}

/** What the others paid: counted in the order in which they were done. */
function cost({ tries }: Billed) {
  const bad = `orders:${BAD}`;
  const last = tries.findLastIndex(({ id }) => id === bad);
  const done = tries.flatMap((each, at) => each.end === "done" ? [{ ...each, at }] : []);
  const behind = done.filter(({ id }) => Number(id.split(":")[1]) > BAD);
  const isOfItsKey = (id: string) => Number(id.split(":")[1]) % 4 === BAD % 4;
  const first = tries.findIndex(({ id }) => id === bad);
  return {
    waited: last === first ? 0 : behind.filter(({ at }) => at > last).length,
    overtaken: behind.filter(({ id, at }) => at < last && isOfItsKey(id)).length,
    lastMs: Math.round(done.at(-1)?.atMs ?? 0),
  };
}
