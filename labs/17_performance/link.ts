import { connectKafka } from "../../lib/kafka/mod.ts";
import { createProducer, type Producer } from "../../lib/producer/mod.ts";
import { demandFired, type RunContext, type WatchedTraffic } from "../../lib/workshop/mod.ts";
import type { Tuning } from "./objectives.ts";

/** A producer whose requests take their time to the broker and back. */
export interface Link extends AsyncDisposable {
  readonly producer: Producer;
  /** Its Produce requests and their answers. */
  readonly traffic: WatchedTraffic;
  /** Holds requests back until that is undone. */
  hold(): { end(): void | Promise<void> };
  /** @throws {InconclusiveError} when no request was slowed down */
  demandSlow(): void;
}

/** Opens a producer with these settings, at this distance from the broker. */
export async function openLink(
  context: RunContext,
  tuning: Tuning,
  roundTripMs: number,
): Promise<Link> {
  const faults = await context.faults();
  const slow = roundTripMs > 0 ? faults.delayAnswers("Produce", roundTripMs) : undefined;
  const opened = new AsyncDisposableStack();
  const kafka = opened.use(connectKafka(faults.connection));
  const { lingerMs, batchBytes: maxBatchBytes, compression } = tuning;
  const producer = opened.use(
    await createProducer(kafka, { lingerMs, maxBatchBytes, compression }),
  );
  const traffic = opened.use(faults.watch("Produce"));
  // What is still under way at the end need not go the long way.
  opened.defer(() => slow?.end());
  return {
    producer,
    traffic,
    hold: () => faults.holdRequests("Produce"),
    demandSlow: () => slow === undefined ? undefined : demandFired(slow),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
