import { RequestError } from "../errors.ts";
import type { Partition } from "../topics/partition.ts";

/** What is looked at of a batch. */
export interface SequencedBatch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

interface Refused {
  readonly producerEpoch: number;
  readonly lowestSequence: number;
}

/** Ids of producers can be made up: no more than this many are remembered for a partition. */
const MOST_PRODUCERS = 1000;
const refusedOf = new WeakMap<Partition, Map<number, Refused>>();

/**
 * Notes that a batch was not part of its transaction yet. Those behind it may be: without it they
 * would leave a gap, so they have to wait until it was sent again (KIP-890).
 */
export function noteRefused(partition: Partition, batch: SequencedBatch): void {
  const { producerId, producerEpoch, baseSequence } = batch;
  const refused = refusedOf.get(partition) ?? new Map<number, Refused>();
  refusedOf.set(partition, refused);
  const before = refused.get(producerId);
  const lowestSequence = before?.producerEpoch === producerEpoch
    ? Math.min(before.lowestSequence, baseSequence)
    : baseSequence;
  refused.delete(producerId);
  refused.set(producerId, { producerEpoch, lowestSequence });
  const [oldest] = refused.keys();
  if (refused.size > MOST_PRODUCERS) refused.delete(oldest!);
}

/**
 * Looks whether a batch that is part of its transaction comes before one that was refused.
 *
 * @throws {RequestError} code `OUT_OF_ORDER_SEQUENCE_NUMBER`
 */
export function checkAfterRefusal(partition: Partition, batch: SequencedBatch): void {
  const refused = refusedOf.get(partition);
  const before = refused?.get(batch.producerId);
  if (before === undefined) return;
  const isBehind = before.producerEpoch === batch.producerEpoch &&
    batch.baseSequence > before.lowestSequence;
  if (isBehind) {
    throw new RequestError(
      "OUT_OF_ORDER_SEQUENCE_NUMBER",
      `Producer ${batch.producerId} sent sequence ${batch.baseSequence}, and ` +
        `${before.lowestSequence} was refused before: send that one first`,
    );
  }
  refused!.delete(batch.producerId);
}
