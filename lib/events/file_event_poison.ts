import type { Random } from "../core/mod.ts";
import { type EventEnvelope, type FileEvent, subjectOf } from "./file_event.ts";
import { type Poison, POISON_KINDS, type PoisonKind } from "./poison.ts";

type Broken = Partial<EventEnvelope<string, object>>;

const encoder = new TextEncoder();

const BREAK: Readonly<Record<PoisonKind, (event: FileEvent, random: Random) => string>> = {
  bad_json(event, random) {
    const text = JSON.stringify(event);
    return text.slice(0, random.int(1, text.length - 1));
  },
  unknown_type: (event) => text({ ...event, eventType: "file-vanished" }),
  missing_field: (event, random) =>
    random.next() < 0.5 ? text({ ...event, eventTime: undefined }) : withSubject(event, undefined),
  wrong_type: (event) => withSubject(event, 7),
  empty_value: () => "",
};

/**
 * Breaks a good event, so that each way of breaking is as likely as the others, and each stage of
 * validation has something to refuse.
 *
 * @param kind Which way; chance decides when it is left out
 */
export function poisonFromFileEvent(
  event: FileEvent,
  random: Random,
  kind: PoisonKind = random.pick(POISON_KINDS),
): Poison {
  return { kind, value: encoder.encode(BREAK[kind](event, random)) };
}

/** The event with something else for the id of the thing it is about. */
function withSubject(event: FileEvent, id: unknown): string {
  return text({ ...event, payload: { ...event.payload, [`${subjectOf(event).domain}Id`]: id } });
}

function text(event: { readonly [K in keyof Broken]: Broken[K] | undefined }): string {
  return JSON.stringify(event);
}
