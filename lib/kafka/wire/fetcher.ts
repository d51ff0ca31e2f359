import { backoffDelayMs, messageOf, WorkshopError } from "../../core/mod.ts";
import { CorruptDataError } from "../errors.ts";
import type { ConsumedRecord, TopicPartitionOffset } from "../port.ts";
import { brokerError } from "./broker_error.ts";
import type { Lane, WireCluster } from "./cluster.ts";
import { type FetchLimits, fetchOnce, type PartitionFetch } from "./fetch.ts";
import { recordsOf } from "./fetched_records.ts";
import { EARLIEST, offsetsAt, type TopicPartition } from "./offsets.ts";

const OFFSET_OUT_OF_RANGE = 1;
const BACKOFF = { baseMs: 100, maxMs: 2000 };

/**
 * Connections to one broker for fetching: while one waits for partitions without news, the others
 * serve partitions that have some.
 */
const LANES: readonly Lane[] = ["fetch-0", "fetch-1", "fetch-2"];

/** What was fetched of one partition. */
export interface Fetched extends TopicPartition {
  readonly records: readonly ConsumedRecord[];
  readonly nextOffset: number;
  readonly highWatermark: number;
}

/** What a {@link Fetcher} is told. */
export interface FetcherOptions {
  readonly limits: FetchLimits;
  /** Takes what was fetched, in order per partition; it may pause and seek at once. */
  readonly onFetched: (fetched: Fetched) => void;
  /** Trouble that the fetcher deals with itself. */
  readonly onWarning: (warning: WorkshopError) => void;
}

interface Place extends TopicPartition {
  position: number;
  paused: boolean;
  /** A fetch of it is under way. */
  busy: boolean;
  /** Grows with each seek: an answer to an earlier question is dropped. */
  question: number;
  failures: number;
  notBeforeMs: number;
  /** Came while the partition was paused. */
  held: Fetched | undefined;
}

/** Fetches assigned partitions from their leaders, for as long as they are assigned. */
export class Fetcher {
  readonly #cluster: WireCluster;
  readonly #options: FetcherOptions;
  readonly #places = new Map<string, Place>();
  readonly #busyLanes = new Set<string>();
  readonly #closing = new AbortController();
  #pumping = false;
  #wakesAtMs = Infinity;

  constructor(cluster: WireCluster, options: FetcherOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Fetches these partitions from these positions on, and no others. */
  assign(positions: readonly TopicPartitionOffset[]): void {
    for (const place of this.#places.values()) place.question++;
    this.#places.clear();
    for (const { topic, partition, offset } of positions) {
      this.#places.set(keyOf({ topic, partition }), {
        topic,
        partition,
        position: Number(offset),
        paused: false,
        busy: false,
        question: 0,
        failures: 0,
        notBeforeMs: 0,
        held: undefined,
      });
    }
    this.#pumpSoon();
  }

  /** Hands nothing over of this partition until it is resumed. */
  pause(place: TopicPartition): void {
    const found = this.#places.get(keyOf(place));
    if (found !== undefined) found.paused = true;
  }

  /** Undoes {@link pause}. */
  resume(place: TopicPartition): void {
    const found = this.#places.get(keyOf(place));
    if (found === undefined || !found.paused) return;
    found.paused = false;
    this.#pumpSoon();
  }

  /** Goes on at another offset; what was fetched before is dropped. */
  seek({ topic, partition, offset }: TopicPartitionOffset): void {
    const found = this.#places.get(keyOf({ topic, partition }));
    if (found === undefined) return;
    found.position = Number(offset);
    found.question++;
    found.held = undefined;
    found.notBeforeMs = 0;
    this.#pumpSoon();
  }

  /** Stops fetching. */
  close(): void {
    this.#closing.abort();
    this.#places.clear();
  }

  #pumpSoon(): void {
    if (this.#pumping || this.#closing.signal.aborted) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    const now = this.#cluster.clock.monotonicMs();
    const ready: Place[] = [];
    for (const place of this.#places.values()) {
      if (place.paused || place.busy) continue;
      if (place.notBeforeMs > now) {
        this.#wakeAt(place.notBeforeMs, now);
        continue;
      }
      if (place.held !== undefined) this.#deliver(place, place.held);
      // Whoever took it may have paused again; if not, nothing else asks for what follows.
      if (!place.paused) ready.push(place);
    }
    for (const place of ready) place.busy = true;
    if (ready.length > 0) void this.#dispatch(ready);
  }

  async #dispatch(ready: readonly Place[]): Promise<void> {
    const led = await Promise.all(ready.map(async (place) => {
      try {
        return { place, ...await this.#cluster.leader(place.topic, place.partition) };
      } catch (error) {
        this.#failed([place], error);
        return undefined;
      }
    }));
    const known = led.filter((found) => found !== undefined);
    for (const [nodeId, group] of Map.groupBy(known, (found) => found.nodeId)) {
      const lane = LANES.find((candidate) => !this.#busyLanes.has(`${nodeId} ${candidate}`));
      if (lane === undefined) { for (const { place } of group) place.busy = false; }
      else void this.#fetch(nodeId, lane, group);
    }
  }

  async #fetch(
    nodeId: number,
    lane: Lane,
    group: readonly { readonly place: Place; readonly leaderEpoch: number }[],
  ): Promise<void> {
    const laneKey = `${nodeId} ${lane}`;
    this.#busyLanes.add(laneKey);
    const asked = group.map(({ place, leaderEpoch }) => ({
      place,
      question: place.question,
      from: place.position,
      leaderEpoch,
    }));
    try {
      const connection = await this.#cluster.node(nodeId, lane);
      const positions = asked.map(({ place, from, leaderEpoch }) => ({
        topic: place.topic,
        partition: place.partition,
        offset: from,
        leaderEpoch,
      }));
      const answers = await fetchOnce(connection, positions, this.#options.limits);
      for (const { place, question, from } of asked) {
        place.busy = false;
        const answer = answers.find((found) => sameAs(found, place));
        if (place.question !== question || this.#closing.signal.aborted) continue;
        await this.#take(place, from, answer);
      }
    } catch (error) {
      this.#failed(asked.map(({ place }) => place), error);
    } finally {
      this.#busyLanes.delete(laneKey);
      this.#pumpSoon();
    }
  }

  async #take(place: Place, from: number, answer: PartitionFetch | undefined): Promise<void> {
    try {
      if (answer?.errorCode === OFFSET_OUT_OF_RANGE) return await this.#toEarliest(place);
      const { topic, partition } = place;
      const what = `Fetch of ${topic}/${partition} at ${from}`;
      if (answer === undefined || answer.errorCode !== 0) {
        throw brokerError(answer?.errorCode ?? -1, { what, topic, partition });
      }
      const { records, nextOffset } = recordsOf({ ...answer, fromOffset: from });
      place.failures = 0;
      if (nextOffset === from) return;
      const { highWatermark } = answer;
      place.position = nextOffset;
      this.#deliver(place, { topic, partition, records, nextOffset, highWatermark });
    } catch (error) {
      this.#failed([place], error);
    }
  }

  #deliver(place: Place, fetched: Fetched): void {
    place.held = place.paused ? fetched : undefined;
    if (!place.paused) this.#options.onFetched(fetched);
  }

  /** The log no longer has what was asked for: what is left of it is read, and people are told. */
  async #toEarliest(place: Place): Promise<void> {
    const { topic, partition, position, question } = place;
    const [low] = await offsetsAt(this.#cluster, [{ topic, partition }], EARLIEST);
    if (place.question !== question) return;
    place.position = Number(low?.offset ?? 0);
    this.#options.onWarning(
      new WorkshopError(
        `Offset ${position} of ${topic}/${partition} is not in the log any more: reading goes on at ` +
          `${place.position}, the earliest there is; records may be lost or come again`,
        {
          code: "OFFSET_OUT_OF_RANGE",
          topic,
          partition,
          offset: BigInt(position),
        },
      ),
    );
  }

  #failed(places: readonly Place[], error: unknown): void {
    if (this.#closing.signal.aborted || this.#cluster.signal.aborted) return;
    for (const place of places) {
      place.busy = false;
      place.failures++;
      this.#cluster.forget(place.topic);
      const delayMs = backoffDelayMs(place.failures, BACKOFF);
      place.notBeforeMs = this.#cluster.clock.monotonicMs() + delayMs;
    }
    this.#pumpSoon();
    const passing = error instanceof WorkshopError && error.retriable;
    if (error instanceof CorruptDataError || !passing) this.#options.onWarning(asWarning(error));
  }

  /** A timer may ring a little too early: whoever is woken looks again, and waits for the rest. */
  #wakeAt(atMs: number, now: number): void {
    if (this.#wakesAtMs <= atMs) return;
    this.#wakesAtMs = atMs;
    this.#cluster.clock.sleep(atMs - now, this.#closing.signal).then(() => {
      if (this.#wakesAtMs === atMs) this.#wakesAtMs = Infinity;
      this.#pumpSoon();
    }, () => {});
  }
}

function asWarning(error: unknown): WorkshopError {
  if (error instanceof WorkshopError) return error;
  return new WorkshopError(`A fetch failed: ${messageOf(error)}`, {
    code: "FETCH_FAILED",
    retriable: true,
    cause: error,
  });
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

function sameAs(found: TopicPartition, place: TopicPartition): boolean {
  return found.partition === place.partition && found.topic === place.topic;
}
