import type { Random, WorkshopError } from "../../core/mod.ts";
import {
  type EventGenerator,
  type EventInput,
  type InputLine,
  poisonFrom,
  type PoisonKind,
} from "../../events/mod.ts";
import {
  randomEventFormat,
  SchemaValidationError,
  validateMessage,
  validateValue,
} from "../../schemas/mod.ts";

/** One thing that a producer is to do. */
export type SourceItem =
  | {
    readonly kind: "event";
    readonly key: string | null;
    readonly value: string | Uint8Array;
    /** How it was broken on purpose, if it was. */
    readonly poison?: PoisonKind;
    /** The input line it comes from, if it comes from input. */
    readonly lineNumber?: number;
  }
  | { readonly kind: "blank"; readonly lineNumber: number }
  | {
    readonly kind: "rejected";
    readonly lineNumber: number;
    readonly error: WorkshopError;
    readonly raw: Uint8Array;
  };

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
export async function* inputItems(input: EventInput): AsyncGenerator<SourceItem> {
  for await (const line of input.lines()) yield line.kind === "event" ? validated(line) : line;
}

function validated(line: Extract<InputLine, { kind: "event" }>): SourceItem {
  const { lineNumber, key, value } = line;
  try {
    validateMessage(value, randomEventFormat());
    return { kind: "event", key, value, lineNumber };
  } catch (error) {
    if (!(error instanceof SchemaValidationError)) throw error;
    return { kind: "rejected", lineNumber, error, raw: new TextEncoder().encode(value) };
  }
}
