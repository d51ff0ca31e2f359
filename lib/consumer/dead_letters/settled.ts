import type { ConsumedRecord, Kafka, OutgoingRecord } from "../../kafka/mod.ts";

/** What was done with a dead letter. */
export interface Settlement {
  /** Sent again, or given up. */
  readonly outcome: "redriven" | "dropped";
  /** When, in milliseconds since 1970. */
  readonly atMs: number;
  /** Time of the letter: one of another topic that had the same name is another letter. */
  readonly letterTimeMs: number;
}

/** A place in the topic of dead letters. */
export interface LetterPlace {
  /** Number of the partition. */
  readonly partition: number;
  /** Its offset there. */
  readonly offset: bigint;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The compacted topic that tells what was done with each letter. */
export function settledTopic(deadLetterTopic: string): string {
  return `${deadLetterTopic}.settled`;
}

/** What a letter is called in that topic and on the command line: `0/12`. */
export function placeName({ partition, offset }: LetterPlace): string {
  return `${partition}/${offset}`;
}

/** Makes that topic, if it isn't there, with the copies that the dead letters have. */
export async function ensureSettledTopic(
  kafka: Pick<Kafka, "admin">,
  deadLetterTopic: string,
): Promise<void> {
  await using admin = await kafka.admin();
  const name = settledTopic(deadLetterTopic);
  if ((await admin.listTopics()).includes(name)) return;
  const [first] = await admin.describeTopic(deadLetterTopic);
  const replicationFactor = first?.replicas.length ?? 1;
  const config = { "cleanup.policy": "compact" };
  await admin.createTopics([{ name, partitions: 1, replicationFactor, config }]);
}

/** The mark that a letter leaves when it is settled. */
export function markOf(letter: ConsumedRecord, settlement: Settlement): OutgoingRecord {
  const { outcome, atMs, letterTimeMs } = settlement;
  return {
    key: encoder.encode(placeName(letter)),
    value: encoder.encode(JSON.stringify({ outcome, atMs, letterTimeMs })),
  };
}

/** What was done with the letters, by their place. */
export class Settled {
  readonly #byPlace = new Map<string, Settlement>();

  /** Reads the marks; none where nothing was ever settled. */
  static async read(
    kafka: Pick<Kafka, "admin" | "read">,
    deadLetterTopic: string,
    signal?: AbortSignal,
  ): Promise<Settled> {
    const settled = new Settled();
    const topic = settledTopic(deadLetterTopic);
    await using admin = await kafka.admin();
    if (!(await admin.listTopics()).includes(topic)) return settled;
    for await (const { key, value } of kafka.read({ topic, ...(signal && { signal }) })) {
      if (key === null || value === null) continue;
      const settlement = parse(decoder.decode(value));
      if (settlement !== undefined) settled.#byPlace.set(decoder.decode(key), settlement);
    }
    return settled;
  }

  /** What was done with a letter, if anything. */
  of(letter: ConsumedRecord): Settlement | undefined {
    const found = this.#byPlace.get(placeName(letter));
    return found?.letterTimeMs === letter.timestampMs ? found : undefined;
  }
}

function parse(text: string): Settlement | undefined {
  try {
    const { outcome, atMs, letterTimeMs } = JSON.parse(text);
    const isKnown = outcome === "redriven" || outcome === "dropped";
    if (!isKnown || !Number.isFinite(atMs) || !Number.isFinite(letterTimeMs)) return undefined;
    return { outcome, atMs, letterTimeMs };
  } catch {
    return undefined;
  }
}
