import type { Slots } from "./slots.ts";

/** Why a worker begins no record: the group rebalances, somebody paused it, a listener is at work. */
export type HoldReason = "rebalance" | "paused" | "listener";

/** What a worker passes before it works: nothing holds it, and there is a place for it. */
export class WorkGate {
  readonly #slots: Slots | undefined;
  readonly #signal: AbortSignal;
  readonly #holds = new Set<HoldReason>();
  #held: PromiseWithResolvers<void> | undefined;
  #isBusy = false;
  #hasSlot = false;
  #idleWaiters: (() => void)[] = [];

  /** The signal ends the waiting for a place. */
  constructor(slots: Slots | undefined, signal: AbortSignal) {
    this.#slots = slots;
    this.#signal = signal;
  }

  /** Whether something holds the worker. */
  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Whether a record is being worked on, as far as anybody waits for that. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** What holds the worker. */
  get holds(): ReadonlySet<HoldReason> {
    return this.#holds;
  }

  /** Nothing is begun until {@link release}. */
  hold(reason: HoldReason): void {
    if (this.#signal.aborted) return;
    this.#holds.add(reason);
    this.#held ??= Promise.withResolvers();
  }

  /** Undoes {@link hold}, for this reason. */
  release(reason: HoldReason): void {
    this.#holds.delete(reason);
    if (this.#holds.size === 0) this.open();
  }

  /** Nothing holds the worker any more. */
  open(): void {
    this.#holds.clear();
    this.#held?.resolve();
    this.#held = undefined;
  }

  /** Resolves when nothing holds the worker. */
  async opened(): Promise<void> {
    while (this.#held !== undefined) await this.#held.promise;
  }

  /** Begins to work, when there is a place. @throws the signal's reason */
  async begin(): Promise<void> {
    const place = this.#slots?.take(this.#signal);
    if (place !== undefined) await place;
    this.#hasSlot = this.#slots !== undefined;
    this.#isBusy = true;
  }

  /** Works no more, or is not waited for any more, and gives its place back. */
  end(): void {
    this.#isBusy = false;
    for (const wake of this.#idleWaiters.splice(0)) wake();
    if (!this.#hasSlot) return;
    this.#hasSlot = false;
    this.#slots!.free();
  }

  /** Resolves when nothing is worked on. */
  async idle(): Promise<void> {
    if (!this.#isBusy) return;
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve));
  }
}
