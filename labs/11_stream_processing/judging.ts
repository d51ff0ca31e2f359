import { type Fail, fail } from "../../lib/workshop/mod.ts";
import { batchOf, clock, type Expected, INHERITED, shownName, told } from "./payments.ts";
import { evidenceOf, type Taken } from "./stepping.ts";
import { GRACE_MS, type Payment, type Total } from "./stub.ts";

const nameOf = ({ shop, startMs }: Total) => `${shop} ${startMs}`;

/** The same results, whatever their order. */
export function wrongTotals(
  given: readonly Total[],
  payments: readonly Payment[],
): Fail | undefined {
  const expected = new Map(batchOf(payments).map((total) => [nameOf(total), total]));
  if (given.length === 0) return nothing(payments);
  for (const total of given) {
    const right = expected.get(nameOf(total));
    if (right === undefined) return noSuchWindow(total, payments);
    if (total.endMs !== right.endMs) return wrongEnd(total, right);
    if (total.count === right.count && total.total === right.total) continue;
    return fail({
      happened: `The result ${told(total)} is not what the payments of that window come to: ` +
        `${
          told(right)
        }. A window takes what was made from its beginning on and before its end, of ` +
        "its shop and of no other",
      anomaly: total.count > right.count ? "payments of another window" : "lost payments",
      evidence: { given: told(total), expected: told(right) },
    });
  }
  const names = new Set(given.map(nameOf));
  const missing = [...expected.values()].find((total) => !names.has(nameOf(total)));
  if (missing === undefined) return undefined;
  return fail({
    happened: `The watermark has passed everything, and there is no result for ${told(missing)}. ` +
      (missing.shop === INHERITED
        ? "Any text can be the name of a shop, and an object of JavaScript knows some before " +
          "anything is put into it: a Map knows none"
        : "Each shop has one for each window in which it was paid"),
    anomaly: "missing result",
    evidence: { expected: told(missing) },
  });
}

function nothing(payments: readonly Payment[]): Fail {
  const day = new Date(payments[0]!.timeMs).toISOString().slice(0, 10);
  return fail({
    happened:
      `${payments.length} payments of ${day} came, and then a step without a payment, whose ` +
      "watermark is past them all: no result was given. That watermark never comes to a window of " +
      "today, by the clock on the wall; and who looks only when a payment comes never learns what " +
      "time alone makes final",
    anomaly: "no result at all",
    evidence: { payments: payments.length, day },
  });
}

function noSuchWindow(total: Total, payments: readonly Payment[]): Fail {
  if (!payments.some(({ shop }) => shop === total.shop)) return noSuchShop(total);
  const last = Math.max(...payments.map(({ timeMs }) => timeMs));
  const hours = Math.abs(total.startMs - last) / 3_600_000;
  const why = hours > 1
    ? "That is the time at which they are read, not the time at which they were made"
    : "Windows begin at whole minutes and take their beginning, not their end";
  return fail({
    happened: `There is a result for ${new Date(total.startMs).toISOString()}, where no payment ` +
      `of ${total.shop} lies: the payments are of ${new Date(last).toISOString()}. ${why}`,
    anomaly: hours > 1 ? "window of the wall clock" : "wrong window",
    evidence: { given: told(total) },
  });
}

function noSuchShop(total: Total): Fail {
  return fail({
    happened:
      `There is a result for a shop ${shownName(total.shop)}, and no payment is of a shop of ` +
      "that name. Any text can be a name, also one that holds what a key was put together with: a " +
      "name that is cut out of a key, or written in another way, is another one",
    anomaly: "shop that does not exist",
    evidence: { given: told(total) },
  });
}

function wrongEnd(total: Total, right: Total): Fail {
  return fail({
    happened: `The window that begins at ${clock(right.startMs)} is said to end at ` +
      `${clock(total.endMs)}, and ends at ${clock(right.endMs)}`,
    anomaly: "wrong window",
    evidence: { given: told(total) },
  });
}

/** Each result in the step in which it is due, and not a second time. */
export function wrongMoment(taken: readonly Taken[], { steps }: Expected): Fail | undefined {
  const due = new Map(steps.flatMap((results, at) => results.map((one) => [nameOf(one), at])));
  const seen = new Set<string>();
  for (const [at, { results, arrival }] of taken.entries()) {
    for (const total of results) {
      const evidence = { given: told(total), ...evidenceOf(arrival) };
      if (seen.has(nameOf(total))) {
        const happened = `${told(total)} is given, and a result for that window had been given ` +
          "before: whoever reads results adds them up twice";
        return fail({ happened, anomaly: "result given twice", evidence });
      }
      seen.add(nameOf(total));
      if (at < due.get(nameOf(total))!) return early(total, evidence);
    }
    const missing = steps[at]!.find((total) => !seen.has(nameOf(total)));
    if (missing === undefined) continue;
    return fail({
      happened: `The watermark is ${evidenceOf(arrival)["watermark"]}, at or past the end of ` +
        `${clock(missing.startMs)} to ${clock(missing.endMs)} plus ${GRACE_MS / 1000} s, and the ` +
        `result of ${missing.shop} is not given in that step. What is due is given when it is due, ` +
        "of every shop: the next payment may be hours away",
      anomaly: "result held back",
      evidence: { expected: told(missing), ...evidenceOf(arrival) },
    });
  }
  return undefined;
}

function early(total: Total, evidence: Record<string, string>): Fail {
  return fail({
    happened: `${told(total)} is given when the watermark is ${evidence["watermark"]}: until ` +
      `${clock(total.endMs + GRACE_MS)} payments of that window may still come, and be in time`,
    anomaly: "result before it is final",
    evidence,
  });
}

/** The results of each step by their end, then by shop. */
export function wrongOrder(taken: readonly Taken[], { steps }: Expected): Fail | undefined {
  for (const [at, { results, arrival }] of taken.entries()) {
    const due = steps[at]!;
    const first = results.findIndex((total, nth) =>
      nameOf(total) !== (due[nth] && nameOf(due[nth]))
    );
    if (first === -1) continue;
    const list = (totals: readonly Total[]) =>
      totals.slice(first, first + 4)
        .map(({ shop, startMs }) => `${shownName(shop)} ${clock(startMs)}`).join(", ");
    return fail({
      happened: `One step gives ${results.length} results, and number ${first + 1} is ` +
        `${told(results[first]!)}. Results come by their end, then by shop, in whatever order ` +
        "payments arrived: read again from another partition first, the output must be the same. " +
        "`<` compares names so everywhere; the order of a language differs by machine, and holds some " +
        "names for equal that are two",
      anomaly: "results out of order",
      evidence: {
        given: list(results),
        expected: list(due),
        ...evidenceOf(arrival),
      },
    });
  }
  return undefined;
}

/** Late is what the watermark of its own step has closed, and nothing else. */
export function wrongLate(taken: readonly Taken[], { late }: Expected): Fail | undefined {
  for (const { arrival, late: said } of taken) {
    const { event } = arrival;
    const is = event !== undefined && late.has(event.id);
    if (said === is) continue;
    const evidence = evidenceOf(arrival);
    if (event === undefined) {
      const happened = "A step without a payment says that it is late";
      return fail({ happened, anomaly: "nothing called late", evidence });
    }
    return fail(
      is
        ? {
          happened: `The window of ${event.id} was final at this watermark. It is not called ` +
            "late, so that nobody learns that it is missing",
          anomaly: "silent loss",
          evidence,
        }
        : {
          happened: `${event.id} is called late, and its window is not final yet: it is final ` +
            `${GRACE_MS / 1000} s of watermark after its end`,
          anomaly: "in time, called late",
          evidence,
        },
    );
  }
  return undefined;
}
