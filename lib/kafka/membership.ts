import type { Consumer } from "kafkajs";
import {
  backoffDelayMs,
  type Clock,
  type Logger,
  withDeadline,
  type WorkshopError,
} from "../core/mod.ts";
import { RequestTimeoutError } from "./errors.ts";
import { createKafkajs, type KafkajsClient } from "./kafkajs_client.ts";
import { fromKafkajs } from "./kafkajs_errors.ts";
import { hookedAssigner, type MembershipHooks } from "./kafkajs_hooks.ts";
import type { LastMembership } from "./custom_assigner.ts";
import type { GroupAssigner, KafkaConnection } from "./port.ts";

/** Short waits: kafkajs can't be stopped in the middle of one. Longer trouble is for us to ride out. */
const RETRY = { retries: 5, initialRetryTime: 50, maxRetryTime: 200 };
/** How long kafkajs may take to notice that its connections are gone, in milliseconds. */
const SETTLE_MS = 500;
const REJOIN_BACKOFF = { baseMs: 200, maxMs: 1000 };
const METADATA_MAX_AGE_MS = 30_000;

/** How long a member that was in the group tries to come back, in milliseconds. */
export const REJOIN_TIMEOUT_MS = 120_000;
/** How long a new member waits for a coordinator that is not ready yet, in milliseconds. */
const FIRST_JOIN_TIMEOUT_MS = 15_000;
/** What is said of a cluster's first group, by a coordinator that moves, and in a busy group. */
const COORDINATOR_NOT_READY = new Set([
  "COORDINATOR_LOAD_IN_PROGRESS",
  "COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR",
  "REBALANCE_IN_PROGRESS",
]);

/** What a membership is of. */
export interface MembershipOptions {
  readonly connection: KafkaConnection;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** Longest wait for an answer; those to joins may take as long as a rebalance. */
  readonly requestTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly assigner: GroupAssigner | undefined;
  readonly hooks: Omit<MembershipHooks, "formerMemberId" | "failed">;
  /** The member is out of the group, and tries to come back. */
  readonly onCrash: (crash: WorkshopError) => void;
  readonly onWarning: (warning: WorkshopError) => void;
  readonly logger: Logger;
  readonly clock: Clock;
}

interface Attempt {
  readonly client: KafkajsClient;
  readonly consumer: Consumer;
}

/**
 * A member of a group, kept by a kafkajs consumer. When kafkajs crashes for a reason that may pass,
 * a fresh one takes over under the same member id, with a backoff and for a limited time; else
 * {@link run} rejects.
 */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #stopping = new AbortController();
  #attempt: Attempt | undefined;
  #attempts = 0;
  #memberId: string | undefined;
  #wasMember = false;
  #last: LastMembership | undefined;
  #outSinceMs: number | undefined;

  constructor(options: MembershipOptions) {
    this.#options = options;
  }

  /** Joins and stays until stopped; rejects when it can't go on. */
  async run(): Promise<void> {
    const { clock } = this.#options;
    let failures = 0;
    while (true) {
      const crash = await this.#untilCrash(() => failures = 0);
      if (crash === undefined || this.#stopping.signal.aborted) return;
      failures++;
      if (!this.#mayPass(crash)) throw crash;
      this.#tell(crash, failures);
      const delayMs = backoffDelayMs(failures, REJOIN_BACKOFF);
      await clock.sleep(delayMs, this.#stopping.signal).catch(() => {});
      if (this.#stopping.signal.aborted) return;
    }
  }

  /** People are told of the outage once, not of each attempt to end it. */
  #tell(crash: WorkshopError, failures: number): void {
    const { groupId, logger, onCrash } = this.#options;
    if (failures === 1 && this.#wasMember) onCrash(crash);
    else logger.log("DEBUG", `Not back yet: ${crash.message}`, { groupId, failures });
  }

  #mayPass(crash: WorkshopError): boolean {
    const isNew = !this.#wasMember;
    if (!crash.retriable || (isNew && !COORDINATOR_NOT_READY.has(crash.code))) return false;
    const now = this.#options.clock.monotonicMs();
    this.#outSinceMs ??= now;
    return now - this.#outSinceMs < (isNew ? FIRST_JOIN_TIMEOUT_MS : REJOIN_TIMEOUT_MS);
  }

  async #untilCrash(onJoined: () => void): Promise<WorkshopError | undefined> {
    const { promise: ended, resolve: end } = Promise.withResolvers<WorkshopError | undefined>();
    this.#stopping.signal.addEventListener("abort", () => end(undefined), { once: true });
    const crashed = (error: unknown) => {
      end(fromKafkajs(`Membership of group ${this.#options.groupId}`, error));
    };
    const attempt = this.#attempt = this.#create(onJoined);
    try {
      attempt.consumer.on("consumer.crash", ({ payload }) => crashed(payload.error));
      // kafkajs would ask the same broker again, five times over.
      attempt.consumer.on(
        "consumer.network.request_timeout",
        ({ payload }) => crashed(this.#unanswered(payload.broker, payload.apiName)),
      );
      await attempt.consumer.connect();
      await attempt.consumer.subscribe({ topics: [...this.#options.topics] });
      const running = attempt.consumer.run({ autoCommit: false, eachBatch: async () => {} });
      running.catch(crashed);
    } catch (error) {
      crashed(error);
    }
    const crash = await ended;
    if (crash === undefined) return undefined;
    this.#attempt = undefined;
    await this.#dismiss(attempt, 1000);
    return crash;
  }

  #unanswered(broker: string, api: string): WorkshopError {
    const { groupId, requestTimeoutMs } = this.#options;
    return new RequestTimeoutError(
      `Membership of group ${groupId}: ${broker} did not answer ${api} within ${requestTimeoutMs} ms`,
      { code: "REQUEST_TIMED_OUT", retriable: true, definite: false },
    );
  }

  #create(onJoined: () => void): Attempt {
    const { logger, onWarning, hooks, assigner } = this.#options;
    const client = createKafkajs(this.#nextConnection(), {
      logger,
      onWarning,
      retries: 0,
      requestTimeoutMs: this.#options.requestTimeoutMs,
    });
    // A kafkajs that was dismissed may go on trying to join for a while: it speaks for nobody.
    const isCurrent = () => this.#attempt?.client === client;
    const consumer = client.kafkajs.consumer({
      groupId: this.#options.groupId,
      sessionTimeout: this.#options.sessionTimeoutMs,
      rebalanceTimeout: this.#options.rebalanceTimeoutMs,
      heartbeatInterval: this.#options.heartbeatIntervalMs,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      allowAutoTopicCreation: false,
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
      partitionAssigners: [hookedAssigner({
        formerMemberId: this.#memberId,
        joining: async () => {
          if (!isCurrent()) throw new Error("Another kafkajs keeps this membership now");
          await hooks.joining();
        },
        beat: (agoMs) => {
          if (isCurrent()) hooks.beat(agoMs);
        },
        failed: (memberId) => {
          if (isCurrent()) this.#memberId = memberId;
        },
        joined: (member) => {
          if (!isCurrent()) return;
          this.#memberId = member.memberId;
          this.#wasMember = true;
          this.#last = member;
          this.#outSinceMs = undefined;
          onJoined();
          hooks.joined(member);
        },
      }, assigner && { assigner, last: () => this.#last })],
    });
    return { client, consumer };
  }

  /** A fresh kafkajs begins with the first server it is told: a dead one must not stay the first. */
  #nextConnection(): KafkaConnection {
    const { connection } = this.#options;
    const { bootstrapServers } = connection;
    const first = this.#attempts++ % bootstrapServers.length;
    return {
      ...connection,
      bootstrapServers: [...bootstrapServers.slice(first), ...bootstrapServers.slice(0, first)],
    };
  }

  /** Leaves the group, if the broker answers in time, and drops the connections in any case. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    if (this.#attempt !== undefined) await this.#dismiss(this.#attempt, timeoutMs);
  }

  async #dismiss({ client, consumer }: Attempt, timeoutMs: number): Promise<void> {
    const leaving = consumer.disconnect().catch(() => {});
    if (!await this.#within(leaving, timeoutMs)) {
      const { groupId, logger } = this.#options;
      logger.log("INFO", "The group's coordinator did not answer in time", { groupId });
    }
    client.destroySockets();
    await this.#within(leaving, SETTLE_MS);
  }

  async #within(work: Promise<void>, timeoutMs: number): Promise<boolean> {
    const { clock } = this.#options;
    try {
      await withDeadline(work, { what: "leaving the group", timeoutMs, clock });
      return true;
    } catch {
      return false;
    }
  }
}
