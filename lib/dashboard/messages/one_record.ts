import type { ConsumedRecord } from "../../consumer/mod.ts";
import { RequestError } from "../routing.ts";
import type { RecordsKafka } from "./ports.ts";

/** A place in a log. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** The record at a place. @throws {RequestError} 404 where there is none */
export async function oneRecord(
  kafka: Pick<RecordsKafka, "read">,
  { topic, partition, offset }: RecordPlace,
  signal: AbortSignal,
): Promise<ConsumedRecord> {
  const found = kafka.read({
    topic,
    partitions: [partition],
    from: [{ topic, partition, offset }],
    to: [{ topic, partition, offset: offset + 1n }],
    isolationLevel: "read_uncommitted",
    signal,
  });
  for await (const record of found) if (record.offset === offset) return record;
  throw new RequestError(
    404,
    `${topic}/${partition} holds no record at offset ${offset}: it was deleted or compacted away, ` +
      "it is a transaction's marker, or it is not written yet",
  );
}
