import type { Random } from "../../lib/core/mod.ts";
import { combine, count, sum, WindowedAggregation } from "../../lib/processor/mod.ts";
import { GRACE_MS, type Payment, type Total, WINDOW_MS } from "./stub.ts";

/** A payment that arrives, or nothing but a watermark. */
export interface Arrival {
  readonly event: Payment | undefined;
  /** The watermark that the step is given. */
  readonly watermark: number;
}

/** What should come of arrivals. */
export interface Expected {
  /** The results of each step. */
  readonly steps: readonly (readonly Total[])[];
  /** The payments that come too late. */
  readonly late: ReadonlySet<string>;
}

/** The time of the first payment: a morning in the past, so that nobody's clock is near it. */
export const BEGIN_MS = Date.UTC(2024, 5, 18, 9, 30);

const SHOPS = ["Bandung", "Medan", "Surabaya"];
/** A name that every object of JavaScript knows already. */
export const INHERITED = "constructor";
/** A name that holds whatever a key may be split at. */
const SPLIT = "Kios 7: A|B/C_D-E,F;G#H~I@J.K";
/** Each two are two shops; other orders than that of `<` hold them for one, or turn them round. */
const ALIKE = [["Caf\u00e9", "Cafe\u0301"], ["medan", "MEDAN"], ["Kios 9", "Kios 10"]] as const;

/** Payments of a few minutes, in the order of their times; some lie at the edges of windows. */
export function randomPayments(random: Random, howMany: number, minutes = 6): Payment[] {
  return Array.from({ length: howMany }, () => {
    const edge = BEGIN_MS + random.int(1, minutes - 1) * WINDOW_MS - random.int(0, 1);
    const within = BEGIN_MS + random.int(0, minutes * WINDOW_MS - 1);
    return { timeMs: random.next() < 0.15 ? edge : within };
  })
    .sort((a, b) => a.timeMs - b.timeMs)
    .map(({ timeMs }, at) => ({
      id: `p-${at}`,
      shop: random.pick(SHOPS),
      timeMs,
      amount: random.int(100, 99_999),
    }));
}

/**
 * The same with a payment more for each shop and minute, made as the minute begins, so that whatever
 * is put into a neighbouring window is seen there. In the first minute it comes a millisecond later,
 * as nothing lies before, and is of nothing. Two shops more have no other payments, and names that
 * are easily mistaken.
 */
export function withBeginnings(payments: readonly Payment[], minutes = 6): Payment[] {
  const beginnings = [...SHOPS, INHERITED, SPLIT].flatMap((shop) =>
    Array.from({ length: minutes }, (_, minute): Payment => {
      const timeMs = BEGIN_MS + Math.max(1, minute * WINDOW_MS);
      return { id: `b-${shop}-${minute}`, shop, timeMs, amount: 500 * minute };
    })
  );
  return inTime([...payments, ...beginnings]);
}

/**
 * The same with payments of shops whose names are alike, so far from each other that inside the grace
 * they don't change places: in the first minute one of each two is paid first, in the second the other.
 */
export function withAlike(payments: readonly Payment[]): Payment[] {
  const alike = [0, 1].flatMap((minute) =>
    ALIKE.flatMap((two, pair) =>
      two.map((shop, at): Payment => {
        const timeMs = BEGIN_MS + minute * WINDOW_MS + (at === minute ? 0 : GRACE_MS) + 10_000;
        return { id: `a-${pair}-${at}-${minute}`, shop, timeMs, amount: 300 + at };
      })
    )
  );
  return inTime([...payments, ...alike]);
}

function inTime(payments: readonly Payment[]): Payment[] {
  return payments.toSorted((a, b) => a.timeMs - b.timeMs);
}

/** A watermark past the end of all windows that these payments lie in, and their grace. */
export function closing(payments: readonly Payment[]): Arrival {
  const last = Math.max(...payments.map(({ timeMs }) => timeMs));
  return { event: undefined, watermark: last + WINDOW_MS + GRACE_MS };
}

/** What should come of arrivals, found without the task: by the windows that the library has. */
export function expectedOf(arrivals: readonly Arrival[]): Expected {
  const windows = new WindowedAggregation({
    windows: { kind: "tumbling", sizeMs: WINDOW_MS },
    aggregation: combine<Payment, { count: number; total: number }>({
      count: count(),
      total: sum(({ amount }) => amount),
    }),
    graceMs: GRACE_MS,
  });
  const late = new Set<string>();
  const steps = arrivals.map(({ event, watermark }) => {
    // A payment is judged by the watermark of its own step, so that this moves on first.
    const results = windows.advance(watermark);
    if (event !== undefined) {
      const { shop: key, timeMs } = event;
      if (windows.add({ key, timeMs, value: event }) === "late") late.add(event.id);
    }
    return results.map(({ key, startMs, endMs, value }) => ({
      shop: key,
      startMs,
      endMs,
      ...value,
    }));
  });
  return { steps, late };
}

/** What a look at all payments comes to: no window is closed before all are in. */
export function batchOf(payments: readonly Payment[]): readonly Total[] {
  const arrivals = payments.map((event) => ({ event, watermark: -Infinity }));
  return expectedOf([...arrivals, closing(payments)]).steps.flat();
}

/** Payments in an order in which none is more than `mostMs` behind a later one. */
export function delayed(
  payments: readonly Payment[],
  mostMs: number,
  random: Random,
): readonly Payment[] {
  return payments
    .map((payment) => ({ payment, at: payment.timeMs + random.next() * mostMs }))
    .sort((a, b) => a.at - b.at)
    .map(({ payment }) => payment);
}

/** Each arrival with the latest time seen so far as its watermark. */
export function withWatermarks(payments: readonly Payment[]): Arrival[] {
  let watermark = -Infinity;
  return payments.map((event) => {
    watermark = Math.max(watermark, event.timeMs);
    return { event, watermark };
  });
}

/**
 * The same with three payments more for each window that becomes final on the way, all made in its
 * last millisecond: one comes at the last watermark that leaves it open, one in the very step whose
 * watermark makes it final, as when another partition moves that on, and one when its result is given.
 */
export function withLastMoments(arrivals: readonly Arrival[]): Arrival[] {
  let before = arrivals[0]!.watermark;
  return arrivals.flatMap((arrival) => {
    const { watermark } = arrival;
    const finalMs = Math.floor((watermark - GRACE_MS) / WINDOW_MS) * WINDOW_MS + GRACE_MS;
    const moments = [finalMs - 1, finalMs, finalMs].filter((moment) =>
      before < moment && moment <= watermark
    );
    before = watermark;
    const last = moments.map((moment, at): Arrival => ({
      event: {
        id: `last-${clock(finalMs)}-${at}`,
        shop: SHOPS[0]!,
        timeMs: finalMs - GRACE_MS - 1,
        amount: 700,
      },
      watermark: moment,
    }));
    return [...last, arrival];
  });
}

/** A time of the day, for people. */
export function clock(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(11, timeMs % 1000 === 0 ? 19 : 23);
}

/** A result for people: `Medan 09:31:00, 3 payments, 120.50`. */
export function told({ shop, startMs, count, total }: Total): string {
  const payments = count === 1 ? "1 payment" : `${count} payments`;
  return `${shownName(shop)} ${clock(startMs)}: ${payments}, ${(total / 100).toFixed(2)}`;
}

/** A name for people; what eyes can't tell apart is written out. */
export function shownName(shop: string): string {
  if (/^\w+$/.test(shop)) return shop;
  return JSON.stringify(shop).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
