import { decodeMarker, type RecordBatch } from "../../protocol/mod.ts";
import { AbortedTransactions } from "./aborted_transactions.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { LeaderEpochs } from "./leader_epochs.ts";
import { type ProducerBatch, ProducerStates } from "./producer_state.ts";

/** All that follows from a log's batches, in their order: that of recovery and of appending alike. */
export class LogState {
  readonly producers: ProducerStates = new ProducerStates();
  readonly epochs: LeaderEpochs = new LeaderEpochs();
  readonly aborted: AbortedTransactions = new AbortedTransactions();

  /** Brings it up to date with a batch that now lies in the log. */
  note(batch: RecordBatch): void {
    const { baseOffset, lastOffset, maxTimestampMs: timestampMs } = batch;
    this.epochs.note(batch.leaderEpoch, baseOffset);
    if (batch.isControl) return this.#noteMarker(batch);
    if (batch.producerId < 0) return;
    this.producers.appended(producerBatch(batch), { baseOffset, lastOffset, timestampMs });
  }

  #noteMarker(batch: RecordBatch): void {
    const marker = decodeMarker(batch);
    if (marker === undefined) return;
    const { producerId, producerEpoch, lastOffset } = batch;
    const { coordinatorEpoch } = marker;
    const firstOffset = this.producers.ended(
      { producerId, producerEpoch, coordinatorEpoch },
      batch.maxTimestampMs,
    );
    if (firstOffset !== undefined && marker.result === "abort") {
      this.aborted.add({ producerId, firstOffset, lastOffset });
    }
  }

  /** Forgets what lay at or after an offset; producers and aborted transactions are noted anew. */
  truncate(offset: number): void {
    this.epochs.truncate(offset);
    this.aborted.truncate(0);
    this.producers.clear();
  }

  /** All of it, to be kept. */
  keep(): Pick<Checkpoint, "epochs" | "producers" | "aborted"> {
    return {
      epochs: this.epochs.keep(),
      producers: this.producers.keep(),
      aborted: this.aborted.keep(),
    };
  }

  /** Takes over what was kept. */
  restore({ epochs, producers, aborted }: ReturnType<LogState["keep"]>): void {
    this.epochs.restore(epochs);
    this.producers.restore(producers);
    this.aborted.restore(aborted);
  }
}

/** What a batch says of its producer. */
export function producerBatch(batch: RecordBatch): ProducerBatch {
  return {
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    firstSequence: batch.baseSequence,
    lastSequence: batch.lastSequence,
    transactional: batch.isTransactional,
  };
}
