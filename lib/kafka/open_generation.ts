import type { Clock } from "../core/mod.ts";
import { StaleGenerationError } from "./errors.ts";
import type { JoinedMember } from "./kafkajs_hooks.ts";
import type { Generation, TopicPartitionOffset } from "./port.ts";

/** A generation for as long as it lasts, and how long the member may believe in it. */
export class OpenGeneration {
  readonly generation: Generation;
  readonly #ending = new AbortController();
  readonly #clock: Clock;
  readonly #sessionTimeoutMs: number;
  #leaseEndsAtMs: number;

  constructor(
    member: JoinedMember,
    positions: readonly TopicPartitionOffset[],
    options: { readonly clock: Clock; readonly sessionTimeoutMs: number },
  ) {
    this.#clock = options.clock;
    this.#sessionTimeoutMs = options.sessionTimeoutMs;
    this.#leaseEndsAtMs = this.#leaseFrom(member.syncedAgoMs());
    const leaseEndsAtMs = () => this.#leaseEndsAtMs;
    this.generation = {
      id: member.generationId,
      memberId: member.memberId,
      assignment: member.assignment,
      positions,
      signal: this.#ending.signal,
      get leaseEndsAtMs() {
        return leaseEndsAtMs();
      },
    };
  }

  /** The coordinator keeps a member for a session timeout after what it heard last of it. */
  renewLease(agoMs: number): void {
    this.#leaseEndsAtMs = this.#leaseFrom(agoMs);
  }

  #leaseFrom(agoMs: number): number {
    return this.#clock.monotonicMs() - agoMs + this.#sessionTimeoutMs;
  }

  /** What was owned in it is no longer owned. */
  end(): void {
    this.#ending.abort(
      new StaleGenerationError(`Generation ${this.generation.id} has ended`, {
        code: "STALE_GENERATION",
      }),
    );
  }
}
