import type { ConsumedRecord, Kafka } from "../kafka/mod.ts";

/** A record whose outcome is not known. */
export interface UncertainRecord {
  /** The topic it was sent to. */
  readonly topic: string;
  /** The partition it was sent to. */
  readonly partition: number;
  /** What makes it known in the log; no other record of the partition has it. */
  readonly id: string;
}

/** How the log is read. */
export interface ReconcileOptions {
  /** Tells the id of a record that was read: from a header, its key or its payload. */
  readonly idOf: (record: Pick<ConsumedRecord, "key" | "value" | "headers">) => string | undefined;
  /**
   * An offset of the partition that is not behind the record: the log's end before it was first
   * sent. @default {the first offset kept}
   */
  readonly from?: (topic: string, partition: number) => bigint | undefined;
  /**
   * Offset of a record in the partition that a successor of the record's producer wrote later, with
   * acks all (`identity` among a session's options). @default {none}
   */
  readonly fence?: (topic: string, partition: number) => bigint | undefined;
  /** Ends the reading with its reason. */
  readonly signal?: AbortSignal;
}

/** What the log says of a record. */
export type Verdict =
  /** It is in the log, here. */
  | { readonly outcome: "written"; readonly offset: bigint }
  /** It is not in the log and can't come into it any more: it may be sent again. */
  | { readonly outcome: "absent" }
  /** It is not in the log yet, and a request that is still on its way may bring it. */
  | { readonly outcome: "unknown" };

/**
 * Looks in the log for records whose outcome is not known, by their ids; verdicts are in the order of
 * the records.
 *
 * That a record was not found means nothing by itself: the request may be in a buffer, a proxy or a
 * broker's queue, and no closed connection, passed timeout, new leader or risen high watermark calls
 * it back. Only the partition can refuse it. So a record is `absent` only where a fence is given: a
 * batch of the same producer id with a higher epoch, acknowledged with acks all. From that batch on
 * the partition refuses every earlier epoch (INVALID_PRODUCER_EPOCH), on whichever broker leads it;
 * and all that came before lies below the fence, where the log was read without a gap. Without one,
 * as for a producer that is not idempotent, what was not found is `unknown`.
 *
 * Two exceptions. A partition forgets a producer that has not written to it for
 * `producer.id.expiration.ms` (a day, unless set otherwise): a request that is held up for longer
 * comes through. And a record that was written and removed since, by retention or compaction, is not
 * found: reconcile before the topic lets go of what was sent.
 *
 * @throws {WorkshopError} when the log can't be read
 * @example
 * ```ts
 * import { Cluster } from "../broker/mod.ts";
 * import { connectKafka } from "../kafka/mod.ts";
 * import { createProducer, reconcile } from "./mod.ts";
 *
 * await using cluster = await Cluster.start();
 * await using kafka = connectKafka({ bootstrapServers: [cluster.bootstrapServers] });
 * await using admin = await kafka.admin();
 * await admin.createTopics([{ name: "orders", partitions: 1 }]);
 * await using producer = await createProducer(kafka);
 * await producer.send({ topic: "orders", key: "7", value: "paid" });
 *
 * const uncertain = ["7", "8"].map((id) => ({ topic: "orders", partition: 0, id }));
 * const verdicts = await reconcile(kafka, uncertain, {
 *   idOf: ({ key }) => key === null ? undefined : new TextDecoder().decode(key),
 * });
 * console.log(verdicts.map(({ outcome }) => outcome)); // ["written", "unknown"]
 * ```
 */
export async function reconcile(
  kafka: Pick<Kafka, "read">,
  records: readonly UncertainRecord[],
  options: ReconcileOptions,
): Promise<Verdict[]> {
  const verdicts = new Map<UncertainRecord, Verdict>();
  const places = Map.groupBy(records, ({ topic, partition }) => `${topic}/${partition}`);
  for (const wanted of places.values()) {
    const { topic, partition } = wanted[0]!;
    const { found, end } = await search(kafka, wanted[0]!, {
      ids: new Set(wanted.map(({ id }) => id)),
      options,
    });
    const fence = options.fence?.(topic, partition);
    const complete = fence !== undefined && end > fence;
    for (const record of wanted) verdicts.set(record, verdictOf(found.get(record.id), complete));
  }
  return records.map((record) => verdicts.get(record)!);
}

function verdictOf(offset: bigint | undefined, complete: boolean): Verdict {
  if (offset !== undefined) return { outcome: "written", offset };
  return { outcome: complete ? "absent" : "unknown" };
}

/** The first offset of each id, and how far the log was read. */
async function search(
  kafka: Pick<Kafka, "read">,
  { topic, partition }: UncertainRecord,
  { ids, options }: { readonly ids: ReadonlySet<string>; readonly options: ReconcileOptions },
): Promise<{ readonly found: ReadonlyMap<string, bigint>; readonly end: bigint }> {
  const from = options.from?.(topic, partition);
  const fence = options.fence?.(topic, partition);
  const found = new Map<string, bigint>();
  let end = 0n;
  const reading = kafka.read({
    topic,
    partitions: [partition],
    isolationLevel: "read_uncommitted",
    ...(from === undefined ? {} : { from: [{ topic, partition, offset: from }] }),
    ...(fence === undefined ? {} : { to: [{ topic, partition, offset: fence + 1n }] }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  for await (const record of reading) {
    end = record.offset + 1n;
    const id = options.idOf(record);
    if (id !== undefined && ids.has(id) && !found.has(id)) found.set(id, record.offset);
  }
  return { found, end };
}
