import {
  backoffDelayMs,
  type Clock,
  type Logger,
  type Random,
  WorkshopError,
} from "../core/mod.ts";
import type { BatchContext, ConsumedRecord, FailureStory, RetryPolicy } from "../consumer/mod.ts";
import type { ProducerRecord } from "../producer/mod.ts";
import type { ProcessFunction } from "./exactly_once_options.ts";

const OUTAGE_BACKOFF = { baseMs: 500, maxMs: 10_000 };

/** A record that can't be processed, and its story. */
export interface Poison {
  readonly record: ConsumedRecord;
  readonly story: FailureStory;
}

/** What came of a batch, each part in the order of its records. */
export interface Work {
  readonly outputs: readonly ProducerRecord[];
  readonly poison: readonly Poison[];
}

/** What the work is done with. */
export interface WorkerOptions {
  readonly process: ProcessFunction;
  readonly retry: RetryPolicy;
  readonly groupId: string;
  readonly clock: Clock;
  readonly random: Random | undefined;
  readonly logger: Logger;
  /** The same records are tried again. */
  readonly onRetry: () => void;
}

/** Does the work on a batch while no transaction is open: it may take as long as it needs. */
export async function work(
  records: readonly ConsumedRecord[],
  context: BatchContext,
  options: WorkerOptions,
): Promise<Work> {
  const result = await tryAll(records, context, options);
  if (result.outputs !== undefined) return { outputs: result.outputs, poison: [] };
  const [record] = records;
  if (records.length === 1) {
    return { outputs: [], poison: [{ record: record!, story: result.story }] };
  }
  // One of them is to blame: each is tried alone.
  const outputs: ProducerRecord[] = [];
  const poison: Poison[] = [];
  for (const alone of records) {
    const one = await work([alone], context, options);
    outputs.push(...one.outputs);
    poison.push(...one.poison);
  }
  return { outputs, poison };
}

type Tried =
  | { readonly outputs: readonly ProducerRecord[] }
  | { readonly outputs?: undefined; readonly story: FailureStory };

/** Calls the function until it succeeds or there is no hope; an outage is waited out. */
async function tryAll(
  records: readonly ConsumedRecord[],
  context: BatchContext,
  options: WorkerOptions,
): Promise<Tried> {
  const { clock, groupId, process, retry } = options;
  const { signal } = context;
  let firstTimeMs: number | undefined;
  for (let attempt = 1, outages = 0;;) {
    try {
      return { outputs: await process(records, { signal, attempt }) };
    } catch (error) {
      signal.throwIfAborted();
      firstTimeMs ??= clock.now();
      const isOutage = error instanceof WorkshopError && error.outage;
      const mayPass = error instanceof WorkshopError && error.retriable;
      if (!isOutage && !(mayPass && attempt <= retry.maxRetries)) {
        const lastTimeMs = clock.now();
        return { story: { error, attempts: attempt, firstTimeMs, lastTimeMs, groupId } };
      }
      const delayMs = isOutage
        ? backoffDelayMs(++outages, OUTAGE_BACKOFF, options.random)
        : backoffDelayMs(attempt++, retry, options.random);
      say(options.logger, records[0]!, { attempt, delayMs, error: error as WorkshopError });
      options.onRetry();
      await context.rest(delayMs);
    }
  }
}

function say(
  logger: Logger,
  { topic, partition, offset }: ConsumedRecord,
  { attempt, delayMs, error }: { attempt: number; delayMs: number; error: WorkshopError },
): void {
  const what = error.outage
    ? "What every record needs is down: the partition waits"
    : "Records are tried again";
  const { code, message } = error;
  const place = { topic, partition, offset: offset.toString() };
  logger.log(error.outage ? "ERROR" : "WARN", what, {
    ...place,
    attempt,
    delayMs,
    code,
    error: message,
  });
}
