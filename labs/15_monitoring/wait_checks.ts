import { type Check, type CheckContext, pass } from "../../lib/workshop/mod.ts";
import { lagsOf, NoAnswer } from "./asked.ts";
import { firstRecords, history, type HistoryOptions, lateStart } from "./histories.ts";
import { beginningsOf, type Wait, waitOf } from "./samples.ts";
import { wrongWait } from "./wrong_wait.ts";

const HISTORIES = 12;
const SAMPLES = 40;
/** Where histories begin: 0 is an offset too, and a number can't tell the last from the next. */
const FIRST_OFFSETS = [0n, 4711n, 2n ** 60n];

/** The age of one record, not a count of many. */
export const oldestUnread: Check = {
  id: "oldest-unread",
  claim: "The wait is the age of the oldest unread record, as close as the samples tell",
  run: (context) =>
    overHistories(context, ["falls behind", "starts over"], (wait) => {
      return wait !== "unknown" && wait.most > 0;
    }),
};

/** Offsets that stand still because there is nothing to do. */
export const nothingUnread: Check = {
  id: "nothing-unread",
  claim: "A group that has read everything keeps nobody waiting, however quiet it is",
  run: (context) =>
    overHistories(context, ["keeps up", "falls behind"], (wait) => {
      return wait !== "unknown" && wait.most === 0;
    }),
};

/** A monitor that was started late. */
export const nobodyCanTell: Check = {
  id: "nobody-can-tell",
  claim: "Of a record that was unread before the first sample it says that nobody can tell",
  run: (context) =>
    overHistories(context, ["falls behind"], (wait) => wait === "unknown", { before: 2000 }),
};

async function overHistories(
  context: CheckContext,
  groups: readonly HistoryOptions["group"][],
  isAsked: (wait: Wait) => boolean,
  options: Pick<HistoryOptions, "before"> = {},
) {
  const { random } = context;
  const histories = Array.from(
    { length: HISTORIES },
    (_, at) =>
      history(random, {
        ...options,
        samples: SAMPLES,
        group: groups[at % groups.length]!,
        first: FIRST_OFFSETS[at % FIRST_OFFSETS.length]!,
      }),
  );
  const all = [...histories, lateStart(random), firstRecords(random)];
  const asked = all.flatMap((samples) =>
    beginningsOf(samples).filter((beginning) => isAsked(waitOf(beginning)))
  );
  try {
    const given = await lagsOf(await context.subject(), asked);
    const wrong = wrongWait(asked.map((samples, at) => ({ samples, given: given[at] })));
    return wrong ?? pass({ histories: all.length, asked: asked.length });
  } catch (error) {
    if (error instanceof NoAnswer) return error.verdict;
    throw error;
  }
}
