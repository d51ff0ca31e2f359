import type { Random } from "../core/mod.ts";

/** Where the part of a batch begins that its CRC answers for: the CRC itself and all behind it. */
const GUARDED_FROM = 17;
const LENGTH_AT = 8;
/** What a batch has before the bytes that its length counts. */
const BEFORE_LENGTH = 12;
const LEAST_BATCH_BYTES = 61;

/**
 * A copy of a frame with one bit turned in one of the record batches that its decoded body shows, in
 * a place that the batch's CRC answers for; `undefined` when no batch is in it.
 */
export function withFlippedBit(
  frame: Uint8Array,
  body: unknown,
  random: Random,
): Uint8Array | undefined {
  const batches = recordsIn(body).flatMap(batchesIn);
  if (batches.length === 0) return undefined;
  const batch = random.pick(batches);
  const copy = new Uint8Array(frame);
  const at = batch.byteOffset - frame.byteOffset + random.int(GUARDED_FROM, batch.length - 1);
  copy[at]! ^= 1 << random.int(0, 7);
  return copy;
}

interface RecordsBody {
  readonly topicData?: readonly { readonly partitionData: readonly WithRecords[] }[];
  readonly responses?: readonly { readonly partitions?: readonly WithRecords[] }[];
}

interface WithRecords {
  readonly records: Uint8Array | null;
}

/** The bytes of records in a request to produce, or an answer to a fetch: views of the frame. */
function recordsIn(body: unknown): Uint8Array[] {
  const { topicData = [], responses = [] } = (body ?? {}) as RecordsBody;
  return [
    ...topicData.flatMap(({ partitionData }) => partitionData),
    ...responses.flatMap(({ partitions = [] }) => partitions),
  ].flatMap(({ records }) => records ?? []);
}

/** The whole batches; the last of a fetch may be cut off. */
function batchesIn(records: Uint8Array): Uint8Array[] {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const batches: Uint8Array[] = [];
  for (let at = 0; at + LEAST_BATCH_BYTES <= records.length;) {
    const length = BEFORE_LENGTH + view.getInt32(at + LENGTH_AT);
    if (length < LEAST_BATCH_BYTES || at + length > records.length) break;
    batches.push(records.subarray(at, at + length));
    at += length;
  }
  return batches;
}

/**
 * A frame that can't be what the sender meant, and that a reader can tell for it: cut short under a
 * length that fits, of a length that can't be, or about another request.
 */
export function garbled(frame: Uint8Array, random: Random): Uint8Array {
  const kind = random.pick(["cut short", "bad length", "other request"] as const);
  if (kind === "cut short" && frame.length > HEAD_BYTES) {
    return withLength(new Uint8Array(frame.subarray(0, random.int(HEAD_BYTES, frame.length - 1))));
  }
  const copy = new Uint8Array(frame);
  if (kind === "other request") new DataView(copy.buffer).setInt32(4, -random.int(2, 0x7fff_ffff));
  else new DataView(copy.buffer).setInt32(0, random.pick([-1, -0x8000_0000, 0x7fff_ffff]));
  return copy;
}

/** The length and the number that follows it. */
const HEAD_BYTES = 8;

function withLength(frame: Uint8Array): Uint8Array {
  new DataView(frame.buffer).setInt32(0, frame.length - 4);
  return frame;
}
