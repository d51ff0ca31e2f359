import {
  backoffDelayMs,
  type BackoffPolicy,
  type Clock,
  type Logger,
  messageOf,
  type Random,
} from "../core/mod.ts";
import type { Generation, TopicPartition } from "../kafka/mod.ts";
import type { BatchesOptions, PrepareReason } from "./batches_options.ts";
import { mayPass } from "./batches_worker.ts";
import { keyOf } from "./key_of.ts";

/** What preparing is done with. */
export interface PrepareOptions {
  readonly prepare: BatchesOptions["prepare"];
  readonly backoff: BackoffPolicy;
  readonly random: Random | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when the group moves on. */
  readonly signal: AbortSignal;
}

type Assigned = Pick<Generation, "id" | "assignment">;

/** Before the group tells where reading begins, what former owners left open is ended. */
export async function prepareAssigned(
  next: Assigned,
  last: Assigned | undefined,
  options: PrepareOptions,
): Promise<void> {
  // Somebody else may have owned a partition in a generation that this member was not in.
  const kept = new Set(last?.id === next.id - 1 ? last.assignment.map(keyOf) : []);
  await Promise.all(
    next.assignment.map((place) =>
      prepareOne(place, kept.has(keyOf(place)) ? "kept" : "assigned", options)
    ),
  );
}

async function prepareOne(
  place: TopicPartition,
  reason: PrepareReason,
  { prepare, backoff, random, clock, logger, signal }: PrepareOptions,
): Promise<void> {
  const rest = (delayMs: number) => clock.sleep(delayMs, signal);
  for (let failures = 1;; failures++) {
    try {
      return await prepare?.(place, { reason, generation: undefined, signal, rest });
    } catch (error) {
      signal.throwIfAborted();
      if (!mayPass(error)) throw error;
      const fields = { ...place, error: messageOf(error) };
      logger.log("WARN", "A partition that was assigned can't be worked on yet", fields);
      await rest(backoffDelayMs(failures, backoff, random));
    }
  }
}
