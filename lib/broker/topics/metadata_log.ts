import { decodeRecords } from "../../protocol/mod.ts";
import { DEFAULT_LOG_CONFIG, type LogConfig } from "../log/log_config.ts";
import type { PartitionLog } from "../log/partition_log.ts";
import type { PartitionPlacement } from "./partition.ts";

/** A topic as the cluster's own log keeps it. */
export interface SavedTopic {
  readonly id: string;
  readonly configs: readonly (readonly [string, string])[];
  readonly partitions: readonly (PartitionPlacement & { readonly logStartOffset: number })[];
}

const CONFIG: LogConfig = {
  ...DEFAULT_LOG_CONFIG,
  compacts: true,
  deletes: false,
  segmentBytes: 104_857_600,
};
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const TOPIC_PREFIX = "topic ";
const PRODUCER_IDS = "producer ids";

/**
 * What the cluster knows beside records: its topics, its users and their rules, and which producer
 * ids are given out. Each change is a record of a log of its own, like `__cluster_metadata` in Apache Kafka.
 */
export class MetadataLog {
  readonly #log: PartitionLog;
  readonly #now: () => number;
  readonly #entries = new Map<string, unknown>();

  constructor(log: PartitionLog, now: () => number) {
    this.#log = log;
    this.#now = now;
    log.config = CONFIG;
    for (const batch of log.batches()) {
      for (const { key, value } of decodeRecords(batch)) {
        const name = decoder.decode(key ?? undefined);
        if (value === null) this.#entries.delete(name);
        else this.#entries.set(name, JSON.parse(decoder.decode(value)));
      }
    }
  }

  /** The log itself, for who looks after it. */
  get log(): PartitionLog {
    return this.#log;
  }

  /** The topics, by name. */
  topics(): [name: string, topic: SavedTopic][] {
    return this.entries(TOPIC_PREFIX) as [string, SavedTopic][];
  }

  saveTopic(name: string, topic: SavedTopic): void {
    this.#write(TOPIC_PREFIX + name, topic);
  }

  removeTopic(name: string): void {
    this.#write(TOPIC_PREFIX + name, null);
  }

  /** The first producer id that no run has reserved. */
  get nextProducerId(): number {
    return this.#entries.get(PRODUCER_IDS) as number | undefined ?? 0;
  }

  /** Reserves the producer ids below this one. */
  reserveProducerIds(next: number): void {
    this.#write(PRODUCER_IDS, next);
  }

  /** What is kept under names that begin so, with the rest of the name. */
  entries(prefix: string): [name: string, entry: unknown][] {
    return [...this.#entries].filter(([name]) => name.startsWith(prefix))
      .map(([name, entry]) => [name.slice(prefix.length), entry]);
  }

  /** Keeps something under a name; null forgets it. */
  save(name: string, entry: unknown): void {
    this.#write(name, entry);
  }

  #write(name: string, entry: unknown): void {
    const value = entry === null ? null : encoder.encode(JSON.stringify(entry));
    const nowMs = this.#now();
    const record = { timestampMs: nowMs, key: encoder.encode(name), value };
    this.#log.appendRecords([record], { leaderEpoch: 0, nowMs });
    this.#log.advanceHighWatermark(this.#log.logEndOffset);
    if (entry === null) this.#entries.delete(name);
    else this.#entries.set(name, entry);
  }

  close(): void {
    this.#log.close();
  }
}
