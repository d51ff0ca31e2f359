import { type Clock, systemClock } from "../core/mod.ts";
import type { SurveyedGroup, SurveyedTopic } from "../kafka/mod.ts";
import { GroupTrend, type TrendOptions } from "./group_trend.ts";
import type { askCluster, LagPass } from "./lag_pass.ts";
import type {
  GroupLag,
  LagReport,
  PartitionLag,
  PartitionState,
  TopicState,
} from "./lag_report.ts";
import { OffsetTimes } from "./offset_times.ts";

/** All that a pass asked for. */
export type LagAnswers = Awaited<ReturnType<typeof askCluster>> & LagPass;

type Place = { readonly topic: string; readonly partition: number };
type TopicPartitions = ReadonlyMap<string, ReadonlyMap<number, PartitionState>>;

/** Makes a report of what a pass was answered, by what the passes before it saw. */
export class LagJudge {
  readonly #options: TrendOptions;
  readonly #clock: Clock;
  readonly #times = new Map<string, OffsetTimes>();
  readonly #trends = new Map<string, GroupTrend>();
  #last: TopicPartitions = new Map();

  /** A judge without a past. */
  constructor(options: TrendOptions & { readonly clock?: Clock } = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** The report of a pass that began at `startMs` (a monotonic time). */
  report(pass: LagAnswers, startMs: number): LagReport {
    const nowMs = this.#clock.monotonicMs();
    const topics = pass.topics.map((topic) => this.#stateOf(topic));
    this.#last = new Map(topics.map(({ name, partitions }) => [
      name,
      new Map(partitions.map((state) => [state.partition, state])),
    ]));
    this.#noteEnds(topics, nowMs);
    keepOnly(this.#trends, pass.groups.map(({ groupId }) => groupId));
    return {
      atMs: this.#clock.now(),
      durationMs: nowMs - startMs,
      responseMs: pass.responseMs,
      cluster: pass.cluster,
      topics,
      groups: pass.groups.map((group) => this.#groupLag(group, nowMs)),
    };
  }

  /** Where nobody leads, the offsets that were seen last stand. */
  #stateOf({ name, partitions }: SurveyedTopic): TopicState {
    const before = this.#last.get(name);
    const states = partitions.map(({ offsets, ...description }): PartitionState => {
      if (offsets !== undefined) return { ...description, low: offsets.low, end: offsets.high };
      const { low = 0n, end = 0n } = before?.get(description.partition) ?? {};
      return { ...description, low, end, stale: true };
    });
    return { name, partitions: states };
  }

  #noteEnds(topics: readonly TopicState[], nowMs: number): void {
    const names: string[] = [];
    for (const { name, partitions } of topics) {
      for (const { partition, end, stale = false } of partitions) {
        const place = `${name}/${partition}`;
        names.push(place);
        if (!stale) entryOf(this.#times, place, newTimes).add(end, nowMs);
      }
    }
    keepOnly(this.#times, names);
  }

  #groupLag({ groupId, state, members, committed }: SurveyedGroup, nowMs: number): GroupLag {
    const partitions = committed.flatMap((place) => this.#partitionLag(place, nowMs)).sort(byPlace);
    const ages = partitions.map((partition) => partition.lagSeconds);
    const known = ages.filter((age) => age !== undefined);
    const judged = entryOf(this.#trends, groupId, () => new GroupTrend(this.#options))
      .judge({ groupId, members: members.length, partitions, atMs: nowMs });
    return {
      groupId,
      state,
      members,
      partitions,
      uncommitted: this.#uncommitted(committed, members),
      totalLag: partitions.reduce((sum, partition) => sum + partition.lag, 0n),
      lagSeconds: known.length < ages.length || ages.length === 0
        ? undefined
        : known.reduce((oldest, age) => Math.max(oldest, age), 0),
      ...judged,
    };
  }

  /** None for a partition that is gone, or whose end nobody has told yet. */
  #partitionLag(
    { topic, partition, offset }: SurveyedGroup["committed"][number],
    nowMs: number,
  ): PartitionLag[] {
    const found = this.#last.get(topic)?.get(partition);
    const times = this.#times.get(`${topic}/${partition}`);
    if (found === undefined || times === undefined) return [];
    const { low, end } = found;
    const lag = end > offset ? end - offset : 0n;
    const lagSeconds = times.ageSeconds(offset, nowMs);
    return [{ topic, partition, committed: offset, low, end, lag, lagSeconds }];
  }

  #uncommitted(committed: readonly Place[], members: GroupLag["members"]): Place[] {
    const done = Map.groupBy(committed, ({ topic }) => topic);
    const assigned = members.flatMap(({ assignment }) => assignment.map(({ topic }) => topic));
    return [...new Set([...done.keys(), ...assigned])].flatMap((topic) => {
      const partitions = new Set(done.get(topic)?.map(({ partition }) => partition));
      return [...this.#last.get(topic)?.keys() ?? []]
        .filter((partition) => !partitions.has(partition))
        .map((partition) => ({ topic, partition }));
    }).sort(byPlace);
  }
}

function byPlace(a: Place, b: Place): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}

const newTimes = () => new OffsetTimes();

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function keepOnly(map: Map<string, unknown>, keys: readonly string[]): void {
  const kept = new Set(keys);
  for (const key of map.keys()) if (!kept.has(key)) map.delete(key);
}
