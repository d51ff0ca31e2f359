import type { UserEvent } from "../../events/mod.ts";
import {
  combine,
  count,
  countBy,
  countDistinct,
  EventChains,
  type EventChainsSnapshot,
  sum,
  WindowedStream,
  type WindowedStreamSnapshot,
  type WindowResult,
} from "../../processor/mod.ts";
import { type Finding, type PartitionLogic, placeId, type RecordPlace } from "./partition_logic.ts";
import { type Tallies, Tally } from "./tally.ts";

/** A minute: short enough to be watched, long enough for revenue to mean something. */
const WINDOW_MS = 60_000;
/** One producer writes a user's events, so they are hardly out of order. */
const OUT_OF_ORDER_MS = 1000;
/** Events may come so much later than that and still count in their minute. */
const GRACE_MS = 5000;
/** A clock that is further ahead of the producer's own timestamp does not make all others late. */
const MAX_AHEAD_MS = 60_000;
/** From sign-up to purchase, at most. */
const CHAIN_MS = 30 * 60_000;

/** The way of a visitor who becomes a customer. */
export const CUSTOMER_STEPS = ["signup", "click", "purchase"] as const;

/** What a minute came to. */
interface Minute {
  readonly events: number;
  /** Different ones; each has its events in one partition. */
  readonly users: number;
  readonly by_type: Readonly<Record<string, number>>;
  /** Revenue in whole cents: their sum is exact. */
  readonly cents: number;
}

type MinuteState = Record<string, unknown>;

interface Snapshot {
  readonly minutes: WindowedStreamSnapshot<MinuteState>;
  readonly chains: EventChainsSnapshot<string>;
  readonly tallies: Tallies;
}

function centsOf({ amount = 0 }: UserEvent): number {
  return Math.round(amount * 100);
}

/**
 * What the users of a partition do: events by type and revenue in each minute of event time, and the
 * visits that led from sign-up over a click to a purchase.
 */
export class UserActivity implements PartitionLogic {
  readonly #minutes = new WindowedStream<UserEvent, MinuteState, Minute>({
    windows: { kind: "tumbling", sizeMs: WINDOW_MS },
    aggregation: combine<UserEvent, Minute>({
      events: count(),
      users: countDistinct(({ user_id }) => user_id),
      by_type: countBy(({ event }) => event),
      cents: sum(centsOf),
    }),
    outOfOrdernessMs: OUT_OF_ORDER_MS,
    graceMs: GRACE_MS,
    maxAheadMs: MAX_AHEAD_MS,
  });
  readonly #chains = new EventChains<string>({ steps: CUSTOMER_STEPS, withinMs: CHAIN_MS });
  readonly #tally = new Tally();

  take(message: UserEvent, place: RecordPlace): Finding[] {
    const { event, user_id, session_id, timestamp } = message;
    const timeMs = timestamp === undefined ? place.timestampMs : Date.parse(timestamp);
    this.#tally.add("Events", event);
    if (event === "purchase") {
      const minute = new Date(timeMs).toISOString().slice(0, 16);
      this.#tally.add("Revenue by minute", minute, centsOf(message));
    }
    const record = { key: "all", timeMs, value: message };
    const { results, late } = this.#minutes.process("", record, place.timestampMs);
    if (late) this.#tally.add("Late", "events");
    // A visit where there is one, else the user.
    const key = session_id ?? user_id;
    this.#chains.add({ stream: event, key, timeMs, value: user_id });
    return [
      ...results.map((result) => minuteOf(result, place)),
      ...this.#completed(place),
    ];
  }

  tallies(): Tallies {
    return this.#tally.snapshot();
  }

  snapshot(): Snapshot {
    return {
      minutes: this.#minutes.snapshot(),
      chains: this.#chains.snapshot(),
      tallies: this.#tally.snapshot(),
    };
  }

  restore({ minutes, chains, tallies }: Snapshot): void {
    this.#minutes.restore(minutes);
    this.#chains.restore(chains);
    this.#tally.restore(tallies);
  }

  #completed(place: RecordPlace): Finding[] {
    const complete = this.#chains.advance(this.#minutes.watermarkMs);
    return complete.map(({ key, events }, at) => {
      const [first, last] = [events[0]!, events.at(-1)!];
      this.#tally.add("Chains", CUSTOMER_STEPS.join("-"));
      return {
        id: `chain:${placeId(place)}#${at}`,
        timeMs: last.timeMs,
        kind: "chain",
        body: {
          visit: key,
          user_id: first.value,
          steps: events.map(({ stream, timeMs }) => ({
            event: stream,
            at: new Date(timeMs).toISOString(),
          })),
          took_ms: last.timeMs - first.timeMs,
        },
      };
    });
  }
}

/** A partition's part of a minute: the minute's figures are the sums over the partitions. */
function minuteOf(
  { startMs, endMs, value: { cents, ...figures } }: WindowResult<Minute>,
  { topic, partition }: RecordPlace,
): Finding {
  return {
    id: `minute:${topic}/${partition}/${startMs}`,
    timeMs: startMs,
    kind: "minute",
    body: {
      partition,
      from: new Date(startMs).toISOString(),
      to: new Date(endMs).toISOString(),
      ...figures,
      revenue: cents / 100,
    },
  };
}
