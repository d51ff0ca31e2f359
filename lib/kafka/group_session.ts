import {
  abortable,
  type Clock,
  type Logger,
  messageOf,
  withDeadline,
  WorkshopError,
} from "../core/mod.ts";
import { BrokerError, StaleGenerationError } from "./errors.ts";
import type { JoinedMember } from "./kafkajs_hooks.ts";
import { Membership } from "./membership.ts";
import { OpenGeneration } from "./open_generation.ts";
import type {
  Generation,
  GroupSession,
  GroupSessionOptions,
  KafkaConnection,
  TopicPartition,
  TopicPartitionOffset,
} from "./port.ts";
import { isRefusal } from "./refusals.ts";
import type { WireCluster } from "./wire/cluster.ts";
import { limitsOf } from "./wire/fetch.ts";
import { Fetcher } from "./wire/fetcher.ts";
import { commitOffsets } from "./wire/offsets.ts";
import { startingPositions } from "./starting_positions.ts";

const COORDINATOR_TIMEOUT_MS = 30_000;
const COMMIT_TIMEOUT_MS = 10_000;
const LEAVE_TIMEOUT_MS = 1000;
/** An open transaction may keep committed offsets unstable for as long as it may last. */
const POSITIONS_TIMEOUT_MS = 15 * 60_000;
const STALE_ANSWERS = new Set([
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
  "REBALANCE_IN_PROGRESS",
  "FENCED_INSTANCE_ID",
]);

/**
 * Longest wait of a member for an answer, in milliseconds: a broker that stands still with all its
 * connections open is given up on as the group gives up on a silent member.
 */
export function memberPatienceMs({ sessionTimeoutMs = 30_000 }: GroupSessionOptions): number {
  return Math.min(30_000, sessionTimeoutMs);
}

/** What a session is made with. */
export interface GroupSessionDeps {
  /** Becomes the session's own. */
  readonly cluster: WireCluster;
  readonly connection: KafkaConnection;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * A member of a group: kafkajs keeps the membership, a fetcher of our own brings the records, and
 * commits carry the generation they belong to, so that the coordinator refuses stale ones.
 */
export class KafkaGroupSession implements GroupSession {
  readonly closed: Promise<void>;
  readonly #options: GroupSessionOptions;
  readonly #deps: GroupSessionDeps;
  readonly #cluster: WireCluster;
  readonly #fetcher: Fetcher;
  readonly #membership: Membership;
  readonly #firstJoin = Promise.withResolvers<void>();
  readonly #failure = Promise.withResolvers<never>();
  #open: OpenGeneration | undefined;
  /** Aborts at each turn of the membership: slow work for an earlier one is dropped. */
  #turn = new AbortController();

  private constructor(options: GroupSessionOptions, deps: GroupSessionDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#cluster = deps.cluster;
    this.#fetcher = new Fetcher(this.#cluster, {
      limits: limitsOf(options, this.#cluster),
      onFetched: ({ topic, partition, records, nextOffset, highWatermark }) => {
        const generation = this.generation;
        if (generation === undefined) return;
        options.onBatch({
          topic,
          partition,
          records,
          nextOffset: BigInt(nextOffset),
          highWatermark: BigInt(highWatermark),
          generation,
        });
      },
      onWarning: (warning) => {
        if (isRefusal(warning)) this.#failure.reject(warning);
        else this.#warn(warning);
      },
    });
    this.#membership = new Membership({
      ...deps,
      groupId: options.groupId,
      topics: options.topics,
      sessionTimeoutMs: options.sessionTimeoutMs ?? 30_000,
      requestTimeoutMs: memberPatienceMs(options),
      rebalanceTimeoutMs: options.rebalanceTimeoutMs ?? 60_000,
      heartbeatIntervalMs: options.heartbeatIntervalMs ?? 3000,
      assigner: options.assigner,
      hooks: {
        joining: () => this.#revoke(),
        joined: (member) => this.#joined(member),
        beat: (agoMs) => this.#open?.renewLease(agoMs),
      },
      onCrash: (crash) => {
        this.#nextTurn();
        this.#fetcher.assign([]);
        this.#end();
        this.#warn(crash);
      },
      onWarning: (warning) => this.#warn(warning),
    });
    this.#failure.promise.catch(() => {});
    this.#firstJoin.promise.catch(() => {});
    this.closed = this.#run();
    this.closed.catch(() => {});
  }

  /** Joins the group; resolves in its first generation. */
  static async join(
    options: GroupSessionOptions,
    deps: GroupSessionDeps,
  ): Promise<KafkaGroupSession> {
    await deps.cluster.reach();
    // kafkajs would not tell why it finds no coordinator.
    await deps.cluster.retrying(
      () => deps.cluster.coordinator("group", options.groupId),
      { timeoutMs: COORDINATOR_TIMEOUT_MS },
    );
    const session = new KafkaGroupSession(options, deps);
    try {
      const joined = Promise.race([session.#firstJoin.promise, session.closed]);
      await abortable(joined, deps.cluster.signal);
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #run(): Promise<void> {
    try {
      await Promise.race([this.#membership.run(), this.#failure.promise]);
    } finally {
      this.#end();
      this.#fetcher.close();
    }
  }

  get generation(): Generation | undefined {
    return this.#open?.generation;
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

  async commit(offsets: readonly TopicPartitionOffset[], generation: Generation): Promise<void> {
    if (offsets.length === 0) return;
    this.#demandOwned(offsets, generation);
    const { groupId } = this.#options;
    try {
      await this.#cluster.retrying(
        () => commitOffsets(this.#cluster, groupId, offsets, generation),
        { timeoutMs: COMMIT_TIMEOUT_MS, signal: generation.signal },
      );
    } catch (error) {
      if (generation.signal.aborted) throw this.#stale(generation, error);
      if (error instanceof BrokerError && STALE_ANSWERS.has(error.code)) {
        throw this.#stale(generation, error);
      }
      throw error;
    }
  }

  async positions(
    partitions: readonly TopicPartition[],
    generation: Generation,
  ): Promise<readonly TopicPartitionOffset[]> {
    this.#demandOwned(partitions, generation);
    const { id: generationId, memberId, signal } = generation;
    const member = { assignment: partitions, generationId, memberId };
    try {
      return await this.#cluster.retrying(
        () => startingPositions(this.#cluster, member, this.#options),
        { signal, timeoutMs: POSITIONS_TIMEOUT_MS },
      );
    } catch (error) {
      throw signal.aborted ? this.#stale(generation, error) : error;
    }
  }

  #demandOwned(partitions: readonly TopicPartition[], generation: Generation): void {
    if (generation.signal.aborted || generation !== this.generation) throw this.#stale(generation);
    const owned = partitions.every((position) =>
      generation.assignment.some((own) =>
        own.topic === position.topic && own.partition === position.partition
      )
    );
    if (!owned) throw this.#stale(generation);
  }

  #stale(generation: Generation, cause?: unknown): StaleGenerationError {
    const why = cause === undefined ? "" : ` (${messageOf(cause)})`;
    return new StaleGenerationError(
      `Group ${this.#options.groupId} has left generation ${generation.id} behind${why}: nothing ` +
        "was committed, and what was read in it comes again to whoever owns the partition now",
      { code: "STALE_GENERATION", cause },
    );
  }

  #nextTurn(): AbortSignal {
    this.#turn.abort();
    this.#turn = new AbortController();
    return this.#turn.signal;
  }

  /** Last words, then the end. */
  async #revoke(): Promise<void> {
    this.#nextTurn();
    const open = this.#open;
    if (open === undefined) return;
    const { onRevoking, rebalanceTimeoutMs = 60_000, sessionTimeoutMs = 30_000 } = this.#options;
    this.#fetcher.assign([]);
    if (onRevoking !== undefined) {
      const timeoutMs = Math.min(rebalanceTimeoutMs, sessionTimeoutMs) / 3;
      const work = (async () => await onRevoking(open.generation))();
      await withDeadline(work, { what: "the last commits of a generation", timeoutMs })
        .catch((error) => this.#warn(asError(error, "REVOKE_FAILED")));
    }
    this.#end();
  }

  #end(): void {
    const open = this.#open;
    this.#open = undefined;
    open?.end();
  }

  #joined(member: JoinedMember): void {
    const turn = this.#nextTurn();
    this.#begin(member, turn).catch((error) => {
      if (!turn.aborted) this.#failure.reject(asError(error, "GROUP_FAILED"));
    });
  }

  async #begin(member: JoinedMember, turn: AbortSignal): Promise<void> {
    const { generationId: id, memberId, assignment } = member;
    await this.#options.onAssigning?.({ id, memberId, assignment }, turn);
    const positions = await this.#cluster.retrying(
      () => startingPositions(this.#cluster, member, this.#options),
      { signal: turn, timeoutMs: POSITIONS_TIMEOUT_MS },
    );
    if (turn.aborted || this.#cluster.signal.aborted) return;
    const { sessionTimeoutMs = 30_000 } = this.#options;
    const { clock } = this.#deps;
    this.#open = new OpenGeneration(member, positions, { clock, sessionTimeoutMs });
    this.#fetcher.assign(positions);
    this.#options.onAssigned?.(this.#open.generation);
    this.#firstJoin.resolve();
  }

  #warn(warning: WorkshopError): void {
    const { code, topic, partition, offset } = warning;
    const place = { topic, partition, offset: offset?.toString() };
    this.#deps.logger.log("WARN", warning.message, { code, ...place });
    this.#options.onWarning?.(warning);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#turn.abort();
    this.#fetcher.close();
    await this.#membership.stop(LEAVE_TIMEOUT_MS);
    this.#end();
    await this.#cluster.close();
    await this.closed.catch(() => {});
  }
}

function asError(cause: unknown, code: string): WorkshopError {
  return cause instanceof WorkshopError
    ? cause
    : new WorkshopError(messageOf(cause), { code, cause });
}
