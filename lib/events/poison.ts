import type { Random } from "../core/mod.ts";
import type { RandomEvent } from "./random_event.ts";

/** The ways in which an event can be broken. */
export const POISON_KINDS = [
  "bad_json",
  "unknown_type",
  "missing_field",
  "wrong_type",
  "empty_value",
] as const;

/** One of the ways in which an event can be broken. */
export type PoisonKind = (typeof POISON_KINDS)[number];

/** A value that no consumer can process. */
export interface Poison {
  /** How it was broken. */
  readonly kind: PoisonKind;
  /** The bytes to send. */
  readonly value: Uint8Array;
}

const encoder = new TextEncoder();

const BREAK: Readonly<Record<PoisonKind, (event: RandomEvent, random: Random) => string>> = {
  bad_json(event, random) {
    const text = JSON.stringify(event);
    return text.slice(0, random.int(1, text.length - 1));
  },
  unknown_type: (event) => JSON.stringify({ ...event, event_type: "user_vanished" }),
  missing_field(event, random) {
    const left = Object.keys(event).filter((field) => field !== "event_id");
    return JSON.stringify({ ...event, [random.pick(left)]: undefined });
  },
  wrong_type: (event) => JSON.stringify({ ...event, user_id: String(event.user_id) }),
  empty_value: () => "",
};

/**
 * Breaks a good event, so that each way of breaking is as likely as the others.
 *
 * @param kind Which way; chance decides when it is left out
 */
export function poisonFrom(
  event: RandomEvent,
  random: Random,
  kind: PoisonKind = random.pick(POISON_KINDS),
): Poison {
  return { kind, value: encoder.encode(BREAK[kind](event, random)) };
}
