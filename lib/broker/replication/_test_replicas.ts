import { ManualClock } from "../../core/mod.ts";
import { PartitionLog } from "../log/partition_log.ts";
import { Purgatory } from "../purgatory.ts";
import { MemoryStorage } from "../storage/memory.ts";
import { Timers } from "../timers.ts";
import { MetadataLog } from "../topics/metadata_log.ts";
import type { Partition } from "../topics/partition.ts";
import { Topics } from "../topics/topics.ts";
import { Brokers } from "./brokers.ts";
import { ClusterReplicas } from "./cluster_replicas.ts";

/** The replicas of three brokers on a clock that the test moves; nothing listens. */
export class ReplicasFixture {
  readonly clock: ManualClock = new ManualClock();
  readonly brokers: Brokers = new Brokers([0, 1, 2]);
  readonly replicas: ClusterReplicas;
  readonly topics: Topics;
  /** Topics and leaders of the partitions that began a new epoch. */
  readonly begun: string[] = [];
  #names = 0;

  constructor(options: { readonly followerLagMs?: number } = {}) {
    const { clock, brokers } = this;
    const timers = new Timers(clock);
    const purgatory = new Purgatory(timers);
    const folder = new MemoryStorage().folder("metadata");
    this.topics = new Topics({
      storage: new MemoryStorage(),
      metadata: new MetadataLog(new PartitionLog({ folder }), () => 0),
      purgatory,
      newId: () => `id-${++this.#names}`,
      isLive: brokers.isLive,
      onAppend: (partition, from) => this.replicas.appended(partition, from),
      onDamage() {},
    });
    this.replicas = new ClusterReplicas({
      clock,
      timers,
      purgatory,
      brokers,
      topics: () => this.topics,
      followerLagMs: options.followerLagMs ?? 0,
      onNewEpoch: ({ topic, leader }) => this.begun.push(`${topic} ${leader}`),
    });
  }

  /** A topic of one partition. */
  partition(replicas: readonly number[], configs: Readonly<Record<string, string>> = {}) {
    const name = `topic-${++this.#names}`;
    return this.topics.create({ name, assignments: [replicas], configs: Object.entries(configs) })
      .partitions[0]!;
  }

  /** Appends so many records, each a batch; returns where the log ends then. */
  append(partition: Partition, count = 1): number {
    for (let index = 0; index < count; index++) {
      const value = new TextEncoder().encode(`value ${index}`);
      partition.write((log, leaderEpoch) =>
        log.appendRecords([{ timestampMs: this.clock.now(), value }], {
          leaderEpoch,
          nowMs: this.clock.now(),
        })
      );
    }
    return partition.log.logEndOffset;
  }

  /** Moves the clock, and lets what waited for it run. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

/** Leader, epoch, in-sync replicas and high watermark in one line. */
export function summary({ leader, leaderEpoch, isr, log }: Partition): string {
  return `leader ${leader}, epoch ${leaderEpoch}, isr ${isr.join()}, ` +
    `${log.highWatermark} of ${log.logEndOffset}`;
}
