import type { LabContext } from "../../lib/workshop/mod.ts";
import { type Clerk, killedAt, localClerk, subjectClerk } from "./clerk.ts";
import type { DocumentStore } from "./document_store.ts";
import { anomalyOf, difference, type OrderRecord, orderTopic, readOrders } from "./orders.ts";
import { STORES, withStore } from "./stores.ts";
import { WAYS } from "./ways.ts";

const RECORDS = 45;
const MOST_STEPS = 12;

/** What came of each point at which a clerk was killed. */
interface Tally {
  points: number;
  right: number;
  lost: number;
  twice: number;
}

/** Markers before and after the effect, and the learner's function, killed at each call. */
export async function killPoints(context: LabContext): Promise<void> {
  const { screen, author } = context;
  screen.heading("2. A marker for what is done");
  screen.say(
    "So the consumer writes down which records it has done: a document of its own, before the " +
      "effect or after it. Now each way is killed before and after each of its calls of the store, " +
      "once, and the record is applied again.",
  );
  await context.predict({
    id: "marker",
    question: "Which of the two loses nothing and counts nothing twice, wherever it is killed?",
    choices: ["The marker first", "The marker last", "Either", "Neither"],
  });
  const topic = await orderTopic(context, RECORDS);
  const records = await readOrders(context.kafka, topic);
  const rows: [string, Tally][] = [];
  for (const { label, apply } of WAYS) {
    rows.push([label, await tally("SQLite", localClerk(apply), records)]);
  }
  for (const kind of STORES) {
    const label = `${author === "you" ? "yours" : "reference"}, on ${kind}`;
    rows.push([label, await tally(kind, await subjectClerk(context), records)]);
  }
  screen.line();
  screen.table(
    [
      { title: "way" },
      ...["kill points", "right", "lost", "twice"].map((title) => ({
        title,
        align: "right" as const,
      })),
    ],
    rows.map(([label, { points, right, lost, twice }]) => [label, points, right, lost, twice]),
  );
  if (STORES.length === 1) screen.say("MongoDB was left out: MONGODB_URI is not set.");
  const [, first, last] = rows.map(([, counts]) => counts);
  await context.seen(
    "marker",
    `Neither held. The marker first lost ${first!.lost} of ${first!.points}; last, it counted ${
      last!.twice
    } of ` +
      `${last!.points} twice. Between two writes there is always a place to die`,
  );
}

async function tally(
  kind: (typeof STORES)[number],
  clerk: Clerk,
  records: readonly OrderRecord[],
): Promise<Tally> {
  const counts: Tally = { points: 0, right: 0, lost: 0, twice: 0 };
  let next = 0;
  for (const side of ["before", "after"] as const) {
    for (let step = 1; step <= MOST_STEPS; step++) {
      const record = records[next++]!;
      const end = await withStore(
        kind,
        (store) => once(clerk, store, record, { step, side }, counts),
      );
      if (end === "done") break;
    }
  }
  return counts;
}

/** A store for each point: what went wrong at one must not be counted at the next. */
async function once(
  clerk: Clerk,
  store: DocumentStore,
  record: OrderRecord,
  point: { readonly step: number; readonly side: "before" | "after" },
  counts: Tally,
): Promise<"done" | "killed"> {
  const { end } = await killedAt(clerk, { store, record, point });
  if (end === "done") await clerk.kill();
  await clerk.apply(store, [record]);
  const found = await difference(store, [record]);
  counts.points++;
  if (found === undefined) counts.right++;
  else if (anomalyOf(found) === "lost effect") counts.lost++;
  else counts.twice++;
  return end;
}
