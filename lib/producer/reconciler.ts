import { backoffDelayMs, type Clock, type Logger, messageOf } from "../core/mod.ts";
import type { Kafka, ProducerIdentity } from "../kafka/mod.ts";
import type { Batch } from "./batch.ts";
import { DeliveryError } from "./delivery.ts";
import type { ReconcileUncertain } from "./options.ts";
import type { Outcomes } from "./outcomes.ts";
import { reconcile, type Verdict } from "./reconcile.ts";

const BACKOFF = { baseMs: 50, maxMs: 1000 };
const DEFAULT_TIMEOUT_MS = 30_000;

/** What a reconciler works with. */
export interface ReconcilerOptions {
  readonly kafka: Pick<Kafka, "admin" | "read">;
  readonly reconcile: ReconcileUncertain;
  readonly outcomes: Outcomes;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when nothing more is to be waited for. */
  readonly signal: AbortSignal;
}

/** A batch whose outcome is not known yet. */
interface Parked {
  readonly batch: Batch;
  readonly error: DeliveryError;
  readonly identity: ProducerIdentity | undefined;
  /** The first record that has an id, and its place in the batch. */
  readonly known: { readonly id: string; readonly at: number } | undefined;
  readonly from: bigint | undefined;
  /** Resolves with the offset of a later batch of the successor. */
  readonly fenced: PromiseWithResolvers<bigint | undefined>;
}

/**
 * Keeps the outcomes of uncertain batches back until the log tells them: a later batch of the
 * successor in the same partition is the fence behind which nothing of them can come any more.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  /** By partition: an offset that is not behind whatever is sent next. */
  readonly #positions = new Map<string, bigint>();
  readonly #topics = new Map<string, Promise<void>>();
  readonly #parked = new Set<Parked>();
  #hurried = false;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  /** Notes, once for each topic, where its partitions end before anything is sent to them. */
  prepare({ topic }: Batch): Promise<void> {
    return this.#topics.getOrInsertComputed(topic, () => this.#noteEnds(topic));
  }

  async #noteEnds(topic: string): Promise<void> {
    try {
      await using admin = await this.#options.kafka.admin();
      for (const { partition, high } of await admin.topicOffsets(topic)) {
        this.#positions.getOrInsert(`${topic}/${partition}`, high);
      }
    } catch (error) {
      this.#topics.delete(topic);
      const { logger } = this.#options;
      logger.log("INFO", `Where ${topic} ends is not known yet: ${messageOf(error)}`, { topic });
    }
  }

  /** A batch is in the log: what comes next lies behind it, and what its producer left is fenced. */
  acknowledged(batch: Batch, baseOffset: bigint, identity: ProducerIdentity | undefined): void {
    if (baseOffset < 0n) return;
    const place = placeOf(batch);
    this.#positions.set(place, baseOffset + BigInt(batch.entries.length));
    for (const parked of this.#parked) {
      if (placeOf(parked.batch) !== place) continue;
      if (isSuccessor(parked.identity, identity)) parked.fenced.resolve(baseOffset);
    }
  }

  /** Takes over a batch whose outcome is not known; it gets its one outcome here. */
  park(batch: Batch, error: DeliveryError, identity: ProducerIdentity | undefined): void {
    const parked: Parked = {
      batch,
      error,
      identity,
      known: this.#firstId(batch),
      from: this.#positions.get(placeOf(batch)),
      fenced: Promise.withResolvers(),
    };
    this.#parked.add(parked);
    void this.#settle(parked).finally(() => this.#parked.delete(parked));
  }

  #firstId({ entries }: Batch): Parked["known"] {
    for (const [at, { outgoing }] of entries.entries()) {
      const { key = null, value, headers = [] } = outgoing;
      const id = this.#options.reconcile.idOf({ key, value, headers });
      if (id !== undefined) return { id, at };
    }
    return undefined;
  }

  /** Waits for no fence from now on: what can't be told from the log as it is stays uncertain. */
  hurry(): void {
    this.#hurried = true;
    for (const { fenced } of this.#parked) fenced.resolve(undefined);
  }

  async #settle(parked: Parked): Promise<void> {
    const { batch, error } = parked;
    const { outcomes, clock, signal, reconcile: { timeoutMs = DEFAULT_TIMEOUT_MS } } =
      this.#options;
    const untilMs = clock.monotonicMs() + timeoutMs;
    const fence = await this.#fence(parked, timeoutMs);
    for (let attempt = 1; !signal.aborted; attempt++) {
      const verdict = await this.#verdict(parked, fence);
      if (verdict?.outcome === "written") {
        return outcomes.acknowledged(batch, verdict.offset, undefined);
      }
      if (verdict?.outcome === "absent") return outcomes.notAcknowledged(batch, notWritten(parked));
      if (fence === undefined || clock.monotonicMs() >= untilMs) break;
      await clock.sleep(backoffDelayMs(attempt, BACKOFF), signal).catch(() => {});
    }
    outcomes.notAcknowledged(batch, error);
  }

  /** The fence, if there is one in time. */
  async #fence(
    { fenced, identity, known }: Parked,
    timeoutMs: number,
  ): Promise<bigint | undefined> {
    if (this.#hurried || identity === undefined || known === undefined) return undefined;
    const stop = new AbortController();
    const ended = AbortSignal.any([this.#options.signal, stop.signal]);
    const late = this.#options.clock.sleep(timeoutMs, ended).catch(() => {}).then(() => undefined);
    try {
      return await Promise.race([fenced.promise, late]);
    } finally {
      stop.abort();
    }
  }

  /** What the log says of the batch, by where it begins: its records are there together, or none. */
  async #verdict(
    { batch: { topic, partition }, known, from }: Parked,
    fence: bigint | undefined,
  ): Promise<Verdict | undefined> {
    if (known === undefined) return undefined;
    const { kafka, logger, reconcile: { idOf }, signal } = this.#options;
    try {
      const [verdict] = await reconcile(kafka, [{ topic, partition, id: known.id }], {
        idOf,
        from: () => from,
        fence: () => fence,
        signal,
      });
      if (verdict?.outcome !== "written") return verdict;
      return { outcome: "written", offset: verdict.offset - BigInt(known.at) };
    } catch (error) {
      const why = messageOf(error);
      logger.log("INFO", `An uncertain batch can't be looked for: ${why}`, { topic, partition });
      return undefined;
    }
  }
}

function placeOf({ topic, partition }: Batch): string {
  return `${topic}/${partition}`;
}

function isSuccessor(
  earlier: ProducerIdentity | undefined,
  later: ProducerIdentity | undefined,
): boolean {
  return earlier !== undefined && later !== undefined &&
    earlier.producerId === later.producerId && earlier.producerEpoch < later.producerEpoch;
}

function notWritten({ batch: { topic, partition, entries }, error }: Parked): DeliveryError {
  return new DeliveryError(
    `${entries.length} records for ${topic}/${partition} were not written, and can't be any more ` +
      `(${error.message}): they may be sent again`,
    { code: "NOT_WRITTEN", retriable: true, cause: error, topic, partition },
  );
}
