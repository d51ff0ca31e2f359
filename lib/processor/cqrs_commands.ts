import type { EventStore } from "./event_sourcing.ts";
import { VersionConflictError } from "./event_sourcing_append.ts";
import type { DomainEvent } from "./event_sourcing_commit.ts";
import type { AppendReceipt } from "./event_sourcing_options.ts";

const MAX_TRIES = 10;

/** How commands are decided. */
export interface CommandOptions<State, Command, E extends DomainEvent> {
  /**
   * The events that a command leads to, from the state that all earlier events make; none where
   * nothing is to be done. What it throws refuses the command. It may be asked again when somebody
   * else was faster.
   */
  readonly decide: (state: State, command: Command) => readonly E[];
  /** How often a command is decided anew that others keep overtaking. @default {10} */
  readonly maxTries?: number;
}

/** How one command is handled. */
export interface HandleOptions {
  /**
   * The version that the caller has looked at. A command that comes again, or after somebody else's,
   * is refused then instead of being decided anew. @default {whatever version it has}
   */
  readonly expectedVersion?: number;
}

/** What commands have come to. */
export interface CommandStatistics {
  /** Commands that led to events, or to nothing to be done. */
  readonly accepted: number;
  /** Commands that were refused. */
  readonly refused: number;
  /** Times that a command was decided anew because somebody else had been faster. */
  readonly retried: number;
}

/**
 * The side that decides: a command meets the state that the aggregate's own events make, never a view,
 * which may lag behind. Its events count only if the aggregate has not gone on meanwhile.
 */
export class CommandHandler<State, Command, E extends DomainEvent> {
  readonly #store: EventStore<State, E>;
  readonly #options: CommandOptions<State, Command, E>;
  readonly #tally = { accepted: 0, refused: 0, retried: 0 };

  /** Decides commands for the aggregates of a store. */
  constructor(store: EventStore<State, E>, options: CommandOptions<State, Command, E>) {
    this.#store = store;
    this.#options = options;
  }

  /** What it has done so far. */
  statistics(): CommandStatistics {
    return { ...this.#tally };
  }

  /**
   * Decides a command and appends its events; gives where they lie, `undefined` where there are none.
   *
   * @throws what `decide` throws; {@linkcode VersionConflictError} when the expected version is not the
   *   aggregate's, or others were faster each time
   */
  async handle(
    aggregateId: string,
    command: Command,
    options: HandleOptions = {},
  ): Promise<AppendReceipt | undefined> {
    try {
      const receipt = await this.#decided(aggregateId, command, options);
      this.#tally.accepted++;
      return receipt;
    } catch (error) {
      this.#tally.refused++;
      throw error;
    }
  }

  async #decided(
    aggregateId: string,
    command: Command,
    { expectedVersion }: HandleOptions,
  ): Promise<AppendReceipt | undefined> {
    const { decide, maxTries = MAX_TRIES } = this.#options;
    for (let tries = 1;; tries++) {
      // The caller may have read from a process that is further on than this one.
      if (this.#store.get(aggregateId).version < (expectedVersion ?? 0)) {
        await this.#store.caughtUp();
      }
      const { version, state } = this.#store.get(aggregateId);
      if (expectedVersion !== undefined && version !== expectedVersion) {
        throw new VersionConflictError(aggregateId, expectedVersion, version);
      }
      const events = decide(state, command);
      if (events.length === 0) return undefined;
      try {
        return await this.#store.append(aggregateId, version, events);
      } catch (error) {
        const isOvertaken = error instanceof VersionConflictError && expectedVersion === undefined;
        if (!isOvertaken || tries >= maxTries) throw error;
        this.#tally.retried++;
      }
    }
  }
}
