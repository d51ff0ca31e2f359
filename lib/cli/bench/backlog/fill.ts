import { seededRandom } from "../../../core/mod.ts";
import { EventGenerator, newTrace, traceHeaders } from "../../../events/mod.ts";
import type { Kafka, OutgoingRecord } from "../../../kafka/mod.ts";

const BATCH_RECORDS = 100;
/** Traces are dear to make, and nobody tells them apart here. */
const TRACES = 1000;
const encoder = new TextEncoder();

/** Random events whose text is of one size, each with an id of its own. */
export class SizedEvents {
  readonly #generator: EventGenerator;
  readonly #valueBytes: number;
  readonly #headers: readonly OutgoingRecord["headers"][];
  #made = 0;

  constructor(seed: string, valueBytes: number) {
    const random = seededRandom(seed);
    this.#generator = new EventGenerator({ random });
    this.#valueBytes = valueBytes;
    this.#headers = Array.from({ length: TRACES }, () => traceHeaders(newTrace(random)));
  }

  /** The next event as JSON: what it is too short by stands at the end of its user agent. */
  text(): { readonly text: string; readonly userId: number } {
    const event = this.#generator.next();
    const text = JSON.stringify(event);
    const filler = " x".repeat(this.#valueBytes).slice(
      0,
      Math.max(0, this.#valueBytes - text.length),
    );
    return { text: `${text.slice(0, -3)}${filler}"}}`, userId: event.user_id };
  }

  /** The next event as the producer of random events sends it. */
  record(): OutgoingRecord {
    const { text, userId } = this.text();
    return {
      key: encoder.encode(String(userId)),
      value: encoder.encode(text),
      headers: this.#headers[this.#made++ % TRACES]!,
    };
  }
}

/** Writes events into the partitions of a topic, so many into each. */
export async function fillBacklog(
  kafka: Kafka,
  options: {
    readonly topic: string;
    readonly counts: readonly number[];
    readonly valueBytes: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { topic, counts, valueBytes, signal } = options;
  await using session = await kafka.producer();
  const events = new SizedEvents("backlog", valueBytes);
  await Promise.all(counts.map(async (count, partition) => {
    for (let left = count; left > 0; left -= BATCH_RECORDS) {
      signal.throwIfAborted();
      const length = Math.min(left, BATCH_RECORDS);
      const records = Array.from({ length }, () => events.record());
      await session.produce({ topic, partition, records });
    }
  }));
}
