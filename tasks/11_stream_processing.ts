/**
 * Lab 11, stream processing. Read labs/11_stream_processing/README.md first, then fill the blank.
 *
 * @module
 */

/** Windows are a minute long and begin at multiples of it since 1970. */
export const WINDOW_MS = 60_000;

/** How long after its end, by the watermark, a window still takes payments. */
export const GRACE_MS = 20_000;

/** A payment at a till; it reaches the topic now or much later. */
export interface Payment {
  readonly id: string;
  /** Its name, which may be any text. */
  readonly shop: string;
  /** When it was made, by the till's clock, in milliseconds since 1970. */
  readonly timeMs: number;
  /** In cents. */
  readonly amount: number;
}

/** What one shop took in one window. */
export interface Total {
  readonly shop: string;
  /** The window's beginning, which belongs to it. */
  readonly startMs: number;
  /** Its end, which does not. */
  readonly endMs: number;
  /** How many payments. */
  readonly count: number;
  /** The sum of their amounts, in cents. */
  readonly total: number;
}

/** What is remembered between two steps: yours to choose, as long as JSON can hold it. */
export interface State {
  readonly open: readonly Total[];
}

/** What comes of a step. */
export interface Stepped {
  /** Handed to the next step. */
  readonly state: State;
  /** The windows that are final by now. */
  readonly results: readonly Total[];
  /** Whether the payment came too late to count. */
  readonly late: boolean;
}

/**
 * One step of a stream: a payment arrives, or nothing but time goes on.
 *
 * What is graded, for payments in random orders:
 * - a payment counts for its shop, in the window of its own time; what time it is now, and when it
 *   arrived, have no say;
 * - a window's result is given in the first step whose watermark is at or past the window's end plus
 *   `GRACE_MS`, once, and never changed; in one step all results that are due, of every shop, by
 *   their end and then by shop, as `<` compares names; a shop without a payment in a window has no
 *   result for it;
 * - in whatever order payments arrive, as long as each comes before its window is final, the results
 *   are the same and in the same order, and equal to what a look at all payments comes to;
 * - a payment whose window is final by this step's watermark is `late` and changes nothing; no other
 *   is late, so that those in windows and the late ones together are all there are;
 * - the state goes to a store as JSON after each step, with the offset. Killed anywhere, another
 *   process goes on from what was stored, and may be handed payments again that came after it. It
 *   does not grow: of a window that is final, and of its payments, nothing is kept.
 *
 * @param state what the last step gave; undefined before the first
 * @param event the payment; undefined when only the watermark moves
 * @param watermark no payment from before it is expected any more, in milliseconds since 1970. It is
 * the least of all partitions, so that it is often far behind the latest payment; -Infinity before
 * each partition was heard of. It never goes back
 */
export function step(
  state: State | undefined,
  event: Payment | undefined,
  watermark: number,
): Stepped {
  const open = new Map(state?.open.map((total) => [`${total.shop} ${total.startMs}`, total]));
  if (event !== undefined) {
    const { shop, amount } = event;
    // TODO: this is the minute in which the payment is read. In which minute was it made?
    const startMs = Math.floor(Date.now() / WINDOW_MS) * WINDOW_MS;
    const { count, total } = open.get(`${shop} ${startMs}`) ?? { count: 0, total: 0 };
    open.set(`${shop} ${startMs}`, {
      shop,
      startMs,
      endMs: startMs + WINDOW_MS,
      count: count + 1,
      total: total + amount,
    });
  }
  // TODO: which windows are final, and which payments come too late for theirs?
  const results = [...open.values()].filter(({ endMs }) => endMs <= watermark);
  return { state: { open: [...open.values()] }, results, late: false };
}
