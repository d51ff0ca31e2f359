import type { Kafka, OutgoingRecord } from "../../kafka/mod.ts";

const encoder = new TextEncoder();

/** What a record has beside its value. */
export interface Told {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timestampMs?: number;
}

/** A record of texts. */
export function record(value: string | Uint8Array | null, told: Told = {}): OutgoingRecord {
  const { key, headers = {}, timestampMs } = told;
  return {
    value: typeof value === "string" ? encoder.encode(value) : value,
    ...(key !== undefined && { key: encoder.encode(key) }),
    headers: Object.entries(headers).map(([name, text]) => ({ name, value: encoder.encode(text) })),
    ...(timestampMs !== undefined && { timestampMs }),
  };
}

/** Makes topics with so many partitions. */
export async function topics(
  kafka: Kafka,
  named: Readonly<Record<string, number>>,
): Promise<void> {
  await using admin = await kafka.admin();
  await admin.createTopics(
    Object.entries(named).map(([name, partitions]) => ({ name, partitions })),
  );
}

/** Writes records to partition 0. */
export async function put(
  kafka: Kafka,
  topic: string,
  ...records: OutgoingRecord[]
): Promise<void> {
  await using session = await kafka.producer();
  await session.produce({ topic, partition: 0, records });
}
