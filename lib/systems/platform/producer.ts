import type { Clock, Random } from "../../core/mod.ts";
import { breakMessage, type EventInput } from "../../events/mod.ts";
import type { createProducer } from "../../producer/mod.ts";
import { validatePlainMessage, validatePlainValue } from "../../schemas/mod.ts";
import type { ProducerStatistics } from "../producer_tally.ts";
import { type ProducingSettings, startProducing } from "../producing.ts";
import type { RunningRole } from "../running_role.ts";
import type { SourceItem } from "../source_item.ts";
import type { LineParser } from "./input_lines.ts";
import type { MessageKind, MessageSource } from "./message_kinds.ts";

/** How messages of one kind are produced. */
export interface PlatformProducerOptions<T extends object> extends ProducingSettings {
  /** What they are. */
  readonly kind: MessageKind<T>;
  /** Time between two messages, in milliseconds; with input, 0 unless given. */
  readonly intervalMs: number;
  /** Where they go; made like the kind's when absent. @default {the kind's topic} */
  readonly topic?: string;
  /** Share of the messages that are broken on purpose, from 0 to 1. @default {0} */
  readonly poisonShare?: number;
  /** Where they come from. @default {the kind's generator} */
  readonly source?: (random: Random, clock: Clock, signal: AbortSignal) => MessageSource<T>;
  /** How many messages go out together, after as many intervals. @default {1} */
  readonly burst?: number;
  /** What a line of input holds. */
  readonly parseLine: LineParser<T>;
}

/**
 * Produces messages of one kind, or those of an input, each held against its schema first, until it
 * is stopped or at the input's end.
 *
 * @throws {WorkshopError} when no broker answers or the topics can't be made
 */
export function startPlatformProducer<T extends object>(
  kafka: Parameters<typeof createProducer>[0],
  options: PlatformProducerOptions<T>,
): Promise<RunningRole<ProducerStatistics>> {
  const { kind, topic = kind.topic, input, source = kind.generator, ...settings } = options;
  return startProducing(kafka, {
    ...settings,
    ...(input !== undefined && { input }),
    topics: [{ definition: kind.topic, name: topic }],
    items: (random, clock, signal) =>
      input === undefined
        ? madeItems(source(random.fork("messages"), clock, signal), options, random.fork("poison"))
        : inputItems(input, options),
  });
}

async function* madeItems<T extends object>(
  source: MessageSource<T>,
  { kind, poisonShare = 0 }: PlatformProducerOptions<T>,
  random: Random,
): AsyncGenerator<SourceItem> {
  try {
    while (true) {
      const message = await source.next();
      validatePlainValue(message, kind.schema());
      const key = kind.keyOf(message);
      if (random.next() < poisonShare) {
        const { kind: poison, value } = breakMessage(message, kind.poison, random);
        yield { kind: "event", key, value, poison };
      } else {
        yield { kind: "event", key, value: JSON.stringify(message) };
      }
    }
  } finally {
    (source as Partial<Disposable>)[Symbol.dispose]?.();
  }
}

function inputItems<T extends object>(
  input: EventInput,
  { kind, parseLine }: PlatformProducerOptions<T>,
): AsyncIterable<SourceItem> {
  return input.lines((text, lineNumber) => {
    const message = parseLine(text, lineNumber);
    const value = JSON.stringify(message);
    validatePlainMessage(value, kind.schema());
    return { key: kind.keyOf(message), value };
  });
}
