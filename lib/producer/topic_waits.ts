import { backoffDelayMs, type Clock, messageOf, WorkshopError } from "../core/mod.ts";
import type { PendingRecord } from "./batch.ts";
import { DeliveryError } from "./delivery.ts";
import type { SessionHolder } from "./session_holder.ts";

const BACKOFF = { baseMs: 50, maxMs: 1000 };
const REFRESH_MS = 60_000;

/** What the waiting is done with. */
export interface TopicWaitsOptions {
  readonly sessions: SessionHolder;
  readonly deliveryTimeoutMs: number;
  readonly topicTimeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The topic's partitions are known now. */
  readonly onKnown: (entry: PendingRecord, partitionCount: number) => void;
  /** The record can't be sent. */
  readonly onRefused: (entry: PendingRecord, error: DeliveryError) => void;
}

interface Topic {
  count: number | undefined;
  asked: boolean;
  atMs: number;
  waiting: PendingRecord[];
}

/** Knows how many partitions topics have, and keeps records waiting while it is finding out. */
export class TopicWaits {
  readonly #options: TopicWaitsOptions;
  readonly #topics = new Map<string, Topic>();

  constructor(options: TopicWaitsOptions) {
    this.#options = options;
  }

  /** Passes a record on when its topic's partitions are known, in the order of the calls. */
  add(entry: PendingRecord): void {
    const name = entry.source.topic;
    let topic = this.#topics.get(name);
    if (topic === undefined) {
      topic = { count: undefined, asked: false, atMs: -Infinity, waiting: [] };
      this.#topics.set(name, topic);
    }
    if (topic.count === undefined) topic.waiting.push(entry);
    else this.#options.onKnown(entry, topic.count);
    const stale = this.#options.clock.monotonicMs() - topic.atMs > REFRESH_MS;
    if (!topic.asked && stale) void this.#ask(name, topic);
  }

  async #ask(name: string, topic: Topic): Promise<void> {
    const { clock, signal } = this.#options;
    topic.asked = true;
    for (let attempt = 1; topic.count === undefined ? topic.waiting.length > 0 : true; attempt++) {
      try {
        topic.count = await this.#partitionCount(name);
        topic.atMs = clock.monotonicMs();
        break;
      } catch (error) {
        if (topic.count !== undefined) break;
        this.#refuse(topic, error);
        await clock.sleep(backoffDelayMs(attempt, BACKOFF), signal).catch(() => {});
      }
    }
    topic.asked = false;
    if (topic.count === undefined) this.#topics.delete(name);
    const ready = topic.waiting;
    topic.waiting = [];
    for (const entry of ready) this.#options.onKnown(entry, topic.count!);
  }

  async #partitionCount(name: string): Promise<number> {
    const lease = await this.#options.sessions.lease();
    try {
      return await lease.session.partitionCount(name);
    } finally {
      lease.release();
    }
  }

  /** Refuses those that have waited long enough for this kind of trouble. */
  #refuse(topic: Topic, error: unknown): void {
    const { clock, signal, deliveryTimeoutMs, topicTimeoutMs } = this.#options;
    const failure = error instanceof WorkshopError ? error : undefined;
    const passing = failure?.retriable === true && !signal.aborted;
    const missing = failure?.code === "UNKNOWN_TOPIC_OR_PARTITION";
    const patienceMs = !passing ? -Infinity : missing ? topicTimeoutMs : deliveryTimeoutMs;
    const now = clock.monotonicMs();
    const late = topic.waiting.filter(({ sentAtMs }) => now - sentAtMs > patienceMs);
    topic.waiting = topic.waiting.filter((entry) => !late.includes(entry));
    for (const entry of late) {
      this.#options.onRefused(
        entry,
        new DeliveryError(`A record for ${entry.source.topic} was not sent: ${messageOf(error)}`, {
          code: failure?.code ?? "PRODUCE_FAILED",
          retriable: failure?.retriable ?? false,
          cause: error,
          topic: entry.source.topic,
        }),
      );
    }
  }

  /** Refuses all that wait. */
  refuseAll(error: DeliveryError): void {
    for (const topic of this.#topics.values()) {
      const waiting = topic.waiting;
      topic.waiting = [];
      for (const entry of waiting) this.#options.onRefused(entry, error);
    }
  }
}
