import type { Random } from "../../core/mod.ts";
import {
  type EventGenerator,
  type EventInput,
  poisonFrom,
  randomEventOfLine,
} from "../../events/mod.ts";
import { randomEventFormat, validateMessage, validateValue } from "../../schemas/mod.ts";
import type { SourceItem } from "../source_item.ts";

/**
 * Random events without end, validated like any others, a share of them then broken on purpose; the
 * key is the user.
 */
export function* generatedItems(
  generator: EventGenerator,
  { poisonShare, random }: { readonly poisonShare: number; readonly random: Random },
): Generator<SourceItem> {
  while (true) {
    const event = generator.next();
    validateValue(event, randomEventFormat());
    const key = String(event.user_id);
    if (random.next() < poisonShare) {
      const { kind, value } = poisonFrom(event, random);
      yield { kind: "event", key, value, poison: kind };
    } else {
      yield { kind: "event", key, value: JSON.stringify(event) };
    }
  }
}

/** The lines of an input, those that are no valid event rejected; the key is the client's address. */
export function inputItems(input: EventInput): AsyncIterable<SourceItem> {
  return input.lines((text, lineNumber) => {
    const event = randomEventOfLine(text, lineNumber);
    validateMessage(event.value, randomEventFormat());
    return event;
  });
}
