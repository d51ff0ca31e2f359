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

/** What makes a message of some kind invalid. */
export interface PoisonRecipe<T> {
  /** Fields with which it claims to be something that does not exist. */
  readonly unknownType: { readonly [K in keyof T]?: unknown };
  /** Fields that it may not lack. */
  readonly required: readonly (keyof T)[];
  /** Fields of another type than they must be. */
  readonly wrongType: (message: T) => { readonly [K in keyof T]?: unknown };
}

/**
 * Breaks a good message, so that each way of breaking is as likely as the others.
 *
 * @param kind Which way; chance decides when it is left out
 */
export function breakMessage<T extends object>(
  message: T,
  { unknownType, required, wrongType }: PoisonRecipe<T>,
  random: Random,
  kind: PoisonKind = random.pick(POISON_KINDS),
): Poison {
  const text = JSON.stringify(message);
  const broken: Readonly<Record<PoisonKind, () => string>> = {
    bad_json: () => text.slice(0, random.int(1, text.length - 1)),
    unknown_type: () => JSON.stringify({ ...message, ...unknownType }),
    missing_field: () => JSON.stringify({ ...message, [random.pick(required)]: undefined }),
    wrong_type: () => JSON.stringify({ ...message, ...wrongType(message) }),
    empty_value: () => "",
  };
  return { kind, value: encoder.encode(broken[kind]()) };
}

const RANDOM_EVENT: PoisonRecipe<RandomEvent> = {
  unknownType: { event_type: "user_vanished" },
  required: [
    "event_type",
    "user_id",
    "timestamp",
    "value",
    "status",
    "location",
    "device_type",
    "metadata",
  ],
  wrongType: ({ user_id }) => ({ user_id: String(user_id) }),
};

/**
 * Breaks a good random event.
 *
 * @param kind Which way; chance decides when it is left out
 */
export function poisonFrom(event: RandomEvent, random: Random, kind?: PoisonKind): Poison {
  return breakMessage(event, RANDOM_EVENT, random, kind);
}
