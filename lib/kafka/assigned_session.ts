import { type Logger, messageOf, WorkshopError } from "../core/mod.ts";
import { BrokerError, SessionEndedError } from "./errors.ts";
import type {
  AssignedSession,
  AssignedSessionOptions,
  Generation,
  OffsetPosition,
  TopicPartition,
  TopicPartitionOffset,
} from "./port.ts";
import { isRefusal } from "./refusals.ts";
import { positionsAt } from "./starting_positions.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { limitsOf } from "./wire/fetch.ts";
import { Fetcher } from "./wire/fetcher.ts";
import { commitOffsets, committedOffsets, OUTSIDE } from "./wire/offsets.ts";

/** A topic that was just made may not be known everywhere; one that isn't there won't come. */
const OPEN_TIMEOUT_MS = 5000;
const COMMIT_TIMEOUT_MS = 10_000;
/** What a coordinator says to a commit from outside while the group has members. */
const IN_USE = new Set(["UNKNOWN_MEMBER_ID", "ILLEGAL_GENERATION", "REBALANCE_IN_PROGRESS"]);

/** A reader of partitions that were given to it, over a fetcher of its own. */
export class WireAssignedSession implements AssignedSession {
  readonly generation: Generation;
  readonly closed: Promise<void>;
  readonly #options: AssignedSessionOptions;
  readonly #cluster: WireCluster;
  readonly #logger: Logger;
  readonly #fetcher: Fetcher;
  readonly #end = Promise.withResolvers<void>();
  readonly #ending = new AbortController();

  private constructor(
    options: AssignedSessionOptions,
    positions: readonly TopicPartitionOffset[],
    deps: { readonly cluster: WireCluster; readonly logger: Logger },
  ) {
    this.#options = options;
    this.#cluster = deps.cluster;
    this.#logger = deps.logger;
    this.closed = this.#end.promise;
    this.closed.catch(() => {});
    const generation = this.generation = {
      ...OUTSIDE,
      assignment: positions.map(({ topic, partition }) => ({ topic, partition })),
      positions,
      leaseEndsAtMs: Infinity,
      signal: this.#ending.signal,
    };
    this.#fetcher = new Fetcher(this.#cluster, {
      limits: limitsOf(options, this.#cluster),
      onFetched: ({ nextOffset, highWatermark, ...fetched }) =>
        options.onBatch({
          ...fetched,
          nextOffset: BigInt(nextOffset),
          highWatermark: BigInt(highWatermark),
          generation,
        }),
      onWarning: (warning) => this.#onWarning(warning),
    });
  }

  /** Finds out where to begin, and begins. */
  static async open(
    options: AssignedSessionOptions,
    deps: { readonly cluster: WireCluster; readonly logger: Logger },
  ): Promise<WireAssignedSession> {
    const { cluster } = deps;
    await cluster.reach();
    const patience = { timeoutMs: OPEN_TIMEOUT_MS };
    const positions = await cluster.retrying(() => startOf(cluster, options), patience);
    const session = new WireAssignedSession(options, positions, deps);
    options.onAssigned?.(session.generation);
    session.#fetcher.assign(positions);
    return session;
  }

  pause(topic: string, partition: number): void {
    this.#fetcher.pause({ topic, partition });
  }

  resume(topic: string, partition: number): void {
    this.#fetcher.resume({ topic, partition });
  }

  seek(position: TopicPartitionOffset): void {
    this.#fetcher.seek(position);
  }

  async commit(offsets: readonly TopicPartitionOffset[]): Promise<void> {
    const { groupId } = this.#options;
    if (groupId === undefined) {
      throw new WorkshopError(
        "A session without a group can't commit: name one by groupId, or keep the offsets yourself",
        { code: "NO_GROUP" },
      );
    }
    if (offsets.length === 0) return;
    try {
      await this.#cluster.retrying(
        () => commitOffsets(this.#cluster, groupId, offsets, OUTSIDE),
        { timeoutMs: COMMIT_TIMEOUT_MS, signal: this.#ending.signal },
      );
    } catch (error) {
      if (!(error instanceof BrokerError && IN_USE.has(error.code))) throw error;
      throw new WorkshopError(
        `Group ${groupId} has members, and only they may commit for it (${error.code}): stop them, ` +
          "or use another group id",
        { code: "GROUP_IN_USE", cause: error },
      );
    }
  }

  #onWarning(warning: WorkshopError): void {
    if (isRefusal(warning)) {
      this.#close(warning);
      return;
    }
    const { code, topic, partition, offset } = warning;
    const place = { topic, partition, offset: offset?.toString() };
    this.#logger.log("WARN", warning.message, { code, ...place });
    this.#options.onWarning?.(warning);
  }

  /** Ends the reading, with an error or without. */
  #close(error?: unknown): void {
    this.#fetcher.close();
    this.#ending.abort(
      new SessionEndedError(
        error === undefined ? "The session was closed" : `The session ended: ${messageOf(error)}`,
        { code: "SESSION_CLOSED", cause: error },
      ),
    );
    if (error === undefined) this.#end.resolve();
    else this.#end.reject(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    await this.#cluster.close();
  }
}

async function startOf(
  cluster: WireCluster,
  options: AssignedSessionOptions,
): Promise<TopicPartitionOffset[]> {
  const places = await placesOf(cluster, options);
  const position = await positionOf(cluster, places, options);
  const found = await positionsAt(cluster, places, position);
  return places.flatMap(({ topic, partition }) =>
    found.filter((at) => at.topic === topic && at.partition === partition)
  );
}

async function positionOf(
  cluster: WireCluster,
  places: readonly TopicPartition[],
  { groupId, startAt = "earliest" }: AssignedSessionOptions,
): Promise<OffsetPosition> {
  if (startAt !== "committed") return startAt;
  if (groupId === undefined) {
    throw new WorkshopError("Reading can't begin at committed offsets: no groupId says whose", {
      code: "NO_GROUP",
    });
  }
  return { offsets: await committedOffsets(cluster, groupId, places) };
}

async function placesOf(
  cluster: WireCluster,
  { topics = [], partitions = [] }: AssignedSessionOptions,
): Promise<TopicPartition[]> {
  const whole = await Promise.all(topics.map(async (topic) => {
    const numbers = [...(await cluster.partitions(topic)).keys()].sort((a, b) => a - b);
    return numbers.map((partition) => ({ topic, partition }));
  }));
  const named = partitions.filter(({ topic }) => !topics.includes(topic));
  // Each is asked for, so that one which doesn't exist is an error now.
  await Promise.all(named.map(({ topic, partition }) => cluster.leader(topic, partition)));
  return [...whole.flat(), ...named];
}
