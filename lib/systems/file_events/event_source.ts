import type { Random } from "../../core/mod.ts";
import {
  type EventEnvelope,
  type EventInput,
  type FileEvent,
  poisonFromFileEvent,
  subjectOf,
} from "../../events/mod.ts";
import { type MessageFormat, validateMessage, validateValue } from "../../schemas/mod.ts";
import type { SourceItem } from "../source_item.ts";
import { topicOf } from "./topics.ts";

/** How events become records. */
export interface EventRouting {
  /** Where they go: those of files to the first, those of users to the second. */
  readonly topics: readonly string[];
  /** What every event is held against before it is sent. */
  readonly format: MessageFormat;
}

/** What a value is, for readers that meet several kinds on a topic. */
const HEADERS = [{
  name: "content-type",
  value: new TextEncoder().encode("application/json"),
}];

/**
 * Events as records, each validated first, a share of them then broken on purpose; the key is the
 * thing that the event is about, so that its events keep their order.
 *
 * @throws {SchemaValidationError} at the first event that is not valid: nothing of it is sent
 */
export function* eventItems(
  events: Iterable<EventEnvelope<string, object>>,
  { topics, format, poisonShare, random }: EventRouting & {
    readonly poisonShare: number;
    readonly random: Random;
  },
): Generator<SourceItem> {
  for (const event of events) {
    validateValue(event, format);
    const address = {
      key: subjectOf(event).id,
      topic: topicOf(event, topics),
      headers: HEADERS,
    };
    if (random.next() < poisonShare) {
      const { kind, value } = poisonFromFileEvent(event as FileEvent, random);
      yield { kind: "event", ...address, value, poison: kind };
    } else {
      yield { kind: "event", ...address, value: JSON.stringify(event) };
    }
  }
}

/** The lines of an input, one event's JSON each; those that are no valid event are rejected. */
export function inputItems(
  input: EventInput,
  { topics, format }: EventRouting,
): AsyncIterable<SourceItem> {
  return input.lines((text) => {
    const { value } = validateMessage(text, format);
    const event = value as unknown as EventEnvelope;
    return {
      key: subjectOf(event).id,
      topic: topicOf(event, topics),
      value: text,
      headers: HEADERS,
    };
  });
}
