import { InconclusiveError, ManualClock } from "../../lib/core/mod.ts";
import type { RunContext } from "../../lib/workshop/mod.ts";
import { PlannedGroup } from "./planned_group.ts";
import type { Plan } from "./plans.ts";
import { Monitor, type Scrape } from "./scrape.ts";
import type { Sample } from "./stub.ts";

/** What is watched, for how long, and when somebody looks. */
export interface WatchOptions {
  readonly plans: readonly Plan[];
  /** How long it goes on, by the lab's clock. */
  readonly seconds: number;
  /** Whether somebody looks at the end of this second. */
  readonly looksAt: (second: number) => boolean;
}

/** One look at one partition. */
export interface PartitionLook {
  /** What the scrape told. */
  readonly sample: Sample;
  /** The scrape's lag in records and in seconds. */
  readonly gauge: { readonly lag: bigint; readonly seconds: number | undefined };
  /** The lag in records by what was acknowledged to the harness. */
  readonly counted: bigint;
  /** For how long the oldest unread record has waited, by its time in the log; 0 when all is read. */
  readonly waitSeconds: number;
}

/** One look at a group. */
export interface Look {
  /** By the lab's clock, since it began. */
  readonly second: number;
  /** In their order. */
  readonly partitions: readonly PartitionLook[];
  /** The longest wait of its partitions. */
  readonly waitSeconds: number;
  /** Unread records of all its partitions. */
  readonly unread: number;
}

/** A group that was watched. */
export interface WatchedGroup {
  readonly plan: Plan;
  readonly groupId: string;
  readonly topic: string;
  readonly looks: readonly Look[];
  /** The last scrape. */
  readonly scrape: Scrape;
}

/**
 * Lets groups of a real cluster work through their plans while the project's monitor looks at them.
 * The lab's clock goes on by a second when everybody has done what the second asks for.
 */
export async function watchGroups(
  context: RunContext,
  { plans, seconds, looksAt }: WatchOptions,
): Promise<WatchedGroup[]> {
  await using opened = new AsyncDisposableStack();
  const clock = new ManualClock(Math.floor(Date.now() / 1000) * 1000 - 600_000);
  const producer = opened.use(await context.kafka.producer());
  const groups = await Promise.all(plans.map(async (plan) => {
    return opened.use(await PlannedGroup.start(context, { plan, producer, clock }));
  }));
  const monitor = opened.use(
    new Monitor(context, clock, {
      topics: groups.map(({ topic }) => topic),
      groups: groups.map(({ groupId }) => groupId),
    }),
  );
  const scrapes: { second: number; scrape: Scrape; counted: (readonly bigint[])[] }[] = [];
  for (let second = 0; second <= seconds; second++) {
    if (second > 0) {
      clock.advance(1000);
      await Promise.all(groups.map((group) => group.pass(second)));
    }
    if (second > 0 && !looksAt(second)) continue;
    const scrape = await monitor.scrape();
    scrapes.push({ second, scrape, counted: groups.map((group) => group.unread) });
  }
  for (const group of groups) await group.demandFault(scrapes.at(-1)!.scrape);
  return await Promise.all(groups.map(async (group, at) => {
    const times = await timesOf(context, group.topic, group.plan.partitions);
    const looks = scrapes.map(({ second, scrape, counted }) => {
      const reading = new Reading(group, scrape, times);
      const partitions = counted[at]!.map((unread, number) => reading.partition(number, unread));
      return {
        second,
        partitions,
        waitSeconds: Math.max(...partitions.map(({ waitSeconds }) => waitSeconds)),
        unread: Number(partitions.reduce((sum, { counted }) => sum + counted, 0n)),
      };
    });
    const { plan, groupId, topic } = group;
    return { plan, groupId, topic, looks, scrape: scrapes.at(-1)!.scrape };
  }));
}

/** What a group's looks are, one list of samples for each partition. */
export function seriesOf({ looks, plan }: WatchedGroup): (readonly Sample[])[] {
  return Array.from(
    { length: plan.partitions },
    (_, at) => looks.map(({ partitions }) => partitions[at]!.sample),
  );
}

/** The time of each record in the log, by partition and offset. */
async function timesOf(
  { kafka, signal }: RunContext,
  topic: string,
  partitions: number,
): Promise<number[][]> {
  const times: number[][] = Array.from({ length: partitions }, () => []);
  for await (const { partition, offset, timestampMs } of kafka.read({ topic, signal })) {
    times[partition]![Number(offset)] = timestampMs;
  }
  return times;
}

/** Reads one group out of one scrape. */
class Reading {
  readonly #group: PlannedGroup;
  readonly #scrape: Scrape;
  readonly #times: readonly (readonly number[])[];

  constructor(group: PlannedGroup, scrape: Scrape, times: readonly (readonly number[])[]) {
    this.#group = group;
    this.#scrape = scrape;
    this.#times = times;
  }

  partition(partition: number, counted: bigint): PartitionLook {
    const { topic, groupId: group } = this.#group;
    const endOffset = this.#offset("kafka_partition_log_end_offset", { topic, partition });
    const of = { group, topic, partition };
    const committedOffset = this.#offset("kafka_consumer_committed_offset", of);
    const lookedAt = this.#need("kafka_monitor_last_success_timestamp_seconds", {});
    const atMs = Math.round(lookedAt * 1000);
    const writtenMs = this.#times[partition]![Number(committedOffset)];
    return {
      sample: { atMs, endOffset, committedOffset },
      gauge: {
        lag: this.#offset("kafka_consumer_lag", of),
        seconds: this.#scrape.value("kafka_consumer_lag_seconds", of),
      },
      counted,
      waitSeconds: committedOffset >= endOffset ? 0 : (atMs - writtenMs!) / 1000,
    };
  }

  #offset(name: string, labels: Readonly<Record<string, string | number>>): bigint {
    return BigInt(this.#need(name, labels));
  }

  #need(name: string, labels: Readonly<Record<string, string | number>>): number {
    const value = this.#scrape.value(name, labels);
    if (value !== undefined) return value;
    throw new InconclusiveError(
      `/metrics has no ${name} of group ${this.#group.groupId}`,
      "Run it again; if it stays, the monitor is at fault, not your code: report it",
    );
  }
}
