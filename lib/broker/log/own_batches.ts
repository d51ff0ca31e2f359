import { encodeBatch, encodeMarker, RecordBatch, type RecordInput } from "../../protocol/mod.ts";

/** How a marker is written. */
export interface MarkerToAppend {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly committed: boolean;
}

/** A batch of the broker's own records, in a producer's transaction if there is one. */
export function ownBatch(
  records: readonly RecordInput[],
  producer?: { readonly producerId: number; readonly producerEpoch: number },
): RecordBatch {
  const options = producer === undefined ? {} : { ...producer, transactional: true };
  return new RecordBatch(encodeBatch(records, options));
}

/** The marker that ends a producer's transaction. */
export function markerBatch(marker: MarkerToAppend, timestampMs: number): RecordBatch {
  const { coordinatorEpoch, producerId, producerEpoch } = marker;
  const bytes = encodeMarker(
    { result: marker.committed ? "commit" : "abort", coordinatorEpoch },
    { producerId, producerEpoch, timestampMs },
  );
  return new RecordBatch(bytes);
}
