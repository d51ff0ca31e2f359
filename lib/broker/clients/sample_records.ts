import { seededRandom } from "../../core/mod.ts";

/** A record as any client can be told of it: bytes in base 64. */
export interface RecordText {
  readonly partition: number;
  readonly timestampMs: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [name: string, value: string | null])[];
}

/** The parts of a record that travel. */
export interface RecordBytes {
  readonly partition: number;
  readonly timestampMs: number;
  readonly key: Uint8Array | null;
  readonly value: Uint8Array | null;
  readonly headers: readonly { readonly name: string; readonly value: Uint8Array | null }[];
}

/** Time of the first sample record; each has one millisecond more than the one before. */
export const SAMPLES_BEGIN_MS = 1_700_000_000_000;

const PARTITIONS = 3;

/**
 * Records that are easy to get wrong: bytes that are no text, nothing, null, repeated headers, one
 * larger than a packet, and one in each partition in turn. Some clients can't write a null header.
 */
export function sampleRecords(count: number, { nullHeaders = true } = {}): RecordText[] {
  const random = seededRandom("samples");
  const text = (value: string) => new TextEncoder().encode(value);
  const shapes: readonly Pick<RecordBytes, "key" | "value" | "headers">[] = [
    { key: text("user-1"), value: text('{"n":1}'), headers: [] },
    { key: null, value: text("no key"), headers: [{ name: "a", value: text("1") }] },
    { key: text("tombstone"), value: null, headers: [] },
    { key: new Uint8Array(), value: new Uint8Array(), headers: [] },
    { key: Uint8Array.from({ length: 256 }, (_, i) => i), value: random.bytes(500), headers: [] },
    {
      key: text("Ünïcødé ✓"),
      value: text("Bandung → Surabaya"),
      headers: [
        { name: "twice", value: text("first") },
        { name: "twice", value: text("second") },
        { name: "empty", value: new Uint8Array() },
        { name: "bytes", value: random.bytes(40) },
        ...(nullHeaders ? [{ name: "null", value: null }] : []),
      ],
    },
    { key: text("large"), value: random.bytes(100_000), headers: [] },
    { key: text("repeats"), value: text("kafka ".repeat(5_000)), headers: [] },
  ];
  return Array.from({ length: count }, (_, index) =>
    textOf({
      ...shapes[index % shapes.length]!,
      partition: index % PARTITIONS,
      timestampMs: SAMPLES_BEGIN_MS + index,
    }));
}

/** A record as text, without what only the log knows. */
export function textOf(record: RecordBytes): RecordText {
  const { partition, timestampMs, key, value, headers } = record;
  return {
    partition,
    timestampMs,
    key: key && key.toBase64(),
    value: value && value.toBase64(),
    headers: headers.map(({ name, value }) => [name, value && value.toBase64()]),
  };
}

/** A record as bytes. */
export function bytesOf(record: RecordText): RecordBytes {
  const { partition, timestampMs, key, value, headers } = record;
  const bytes = (text: string | null) => text === null ? null : Uint8Array.fromBase64(text);
  return {
    partition,
    timestampMs,
    key: bytes(key),
    value: bytes(value),
    headers: headers.map(([name, value]) => ({ name, value: bytes(value) })),
  };
}

/** The records of each partition, in the order in which they come. */
export function byPartition<R extends { readonly partition: number }>(
  records: Iterable<R>,
): Map<number, R[]> {
  const partitions = Map.groupBy(records, ({ partition }) => partition);
  return new Map([...partitions].sort(([a], [b]) => a - b));
}

/** Only what was sent of each record. */
export function travelled({ partition, timestampMs, key, value, headers }: RecordText): RecordText {
  return { partition, timestampMs, key, value, headers };
}
