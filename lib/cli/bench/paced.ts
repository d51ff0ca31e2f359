import { systemClock } from "../../core/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";
import { createProducer, type ProducerRecord } from "../../producer/mod.ts";

/** Records are sent so often, as many as are due. */
const PACE_MS = 10;
const MAX_UNACKNOWLEDGED = 20_000;

/** What is sent, and how fast. */
export interface PacedOptions {
  readonly records: number;
  readonly perSecond: number;
  /** The record of this number, from 0 on. */
  readonly recordOf: (at: number) => ProducerRecord;
  readonly signal: AbortSignal;
  /** Hears about once a second how many were sent. */
  readonly onSecond?: (sent: number) => void;
}

/**
 * Sends records at a steady pace; resolves when all are acknowledged.
 *
 * @throws whatever the producer says of the first record that fails
 */
export async function sendPaced(kafka: Kafka, options: PacedOptions): Promise<void> {
  const { records, perSecond, recordOf, signal, onSecond = () => {} } = options;
  await using producer = await createProducer(kafka);
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  let [sent, acknowledged, told] = [0, 0, 0];
  const beganMs = performance.now();
  while (sent < records) {
    ended.throwIfAborted();
    const due = Math.min(records, Math.floor((performance.now() - beganMs) * perSecond / 1000));
    for (; sent < due && sent - acknowledged < MAX_UNACKNOWLEDGED; sent++) {
      producer.send(recordOf(sent)).then(() => acknowledged++, (error) => failed.abort(error));
    }
    if (sent - told >= perSecond) onSecond(told = sent);
    await systemClock.sleep(PACE_MS, ended);
  }
  await producer.flush();
  ended.throwIfAborted();
}
