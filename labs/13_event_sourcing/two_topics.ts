import type { LabContext } from "../../lib/workshop/mod.ts";
import { expected } from "./accounts.ts";
import {
  byAccount,
  COMPACTED,
  keepingTopic,
  randomEvents,
  readEvents,
  writeEvents,
} from "./bank.ts";
import { foldAnew } from "./bookkeeper.ts";
import type { AccountEvent } from "./stub.ts";

const ACCOUNTS = 3;
const EVENTS = 27;

/** The same events, kept and compacted. */
export async function twoTopics(context: LabContext): Promise<void> {
  const { screen, control, author } = context;
  screen.heading("1. The same events in two topics");
  screen.say(
    `${EVENTS} events of ${ACCOUNTS} accounts go to two topics, with the account as their key. One ` +
      "keeps everything, the other one is compacted. Then its cleaner comes by.",
  );
  await context.predict({
    id: "compacted",
    question: "What do accounts come to that are folded from the compacted topic?",
    choices: [
      "The same: compaction removes only what is out of date",
      "Too old a state: the last events are missing",
      "Nothing that one could use",
    ],
  });
  const [kept, compacted] = await Promise.all([
    keepingTopic(context),
    context.topic("compacted", 1, { config: COMPACTED }),
  ]);
  const events = randomEvents(context, ACCOUNTS, EVENTS);
  await writeEvents(context, kept, events);
  await writeEvents(context, compacted, events);
  await control.cleanNow(compacted);
  const left = (await readEvents(context, compacted)).map(({ event }) => event);
  const accounts = [...byAccount(events)];
  const remaining = byAccount(left);
  const folded = await foldAnew(
    context,
    accounts.map(([account]) => ({ events: remaining.get(account) ?? [] })),
  );
  screen.line();
  screen.table(
    [
      { title: "account" },
      { title: "events", align: "right" },
      { title: "left", align: "right" },
      { title: "balance", align: "right" },
      { title: "of what is left", align: "right" },
      { title: author === "you" ? "your fold says" : "reference says" },
    ],
    accounts.map(([account, history], at) => {
      const rest = remaining.get(account) ?? [];
      const end = folded[at]!;
      const says = "thrown" in end ? "throws" : JSON.stringify(end.state);
      return [
        account,
        history.length,
        rest.length,
        expected(history).balance,
        trusting(rest),
        says.slice(0, 22),
      ];
    }),
  );
  await context.seen(
    "compacted",
    `Nothing that one could use: ${left.length} of ${events.length} events are left. Compaction keeps the last record of ` +
      "a key, and an event says what happened, not how things stand",
  );
}

/** What somebody gets who folds whatever is there. */
function trusting(events: readonly AccountEvent[]): string {
  let balance = 0;
  for (const event of events) {
    if (event.type !== "deposited" && event.type !== "withdrawn") continue;
    const cents = event.form === 1 ? event.amount * 100 : event.amount;
    balance += event.type === "deposited" ? cents : -cents;
  }
  return String(balance);
}
