import { type Clock, systemClock } from "../../../core/mod.ts";
import { type Store, StoreError } from "../../../storage/mod.ts";
import type { HoldPoint, MemberCommand, MemberReport } from "./messages.ts";
import { overriding } from "./overriding.ts";

const originalNow = Date.now;

/**
 * Sets the wall clock of this process; monotonic times and timers go on. `Date.now` is replaced
 * because that is what kafkajs and others ask.
 */
export function setWallClock(stepMs: number): void {
  Date.now = () => originalNow() + stepMs;
}

/** A wall clock that can be set, for who shares a process with others. */
export class SettableClock implements Clock {
  /** How far it is ahead, in milliseconds. */
  stepMs = 0;

  now(): number {
    return systemClock.now() + this.stepMs;
  }

  monotonicMs(): number {
    return systemClock.monotonicMs();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms, signal);
  }
}

/** What a run can do inside a member: hold it at a point, take its store away, set its clock. */
export class MemberControls {
  readonly #report: (report: MemberReport) => void;
  #hold: { readonly at: HoldPoint; left: number } | undefined;
  #store: Extract<MemberCommand, { tell: "store" }>["state"] = "up";
  #refused = 0;

  /** `report` tells the run what took effect. */
  constructor(report: (report: MemberReport) => void) {
    this.#report = report;
  }

  /** Does what the run says. */
  obey(command: MemberCommand): void {
    if (command.tell === "clock") setWallClock(command.stepMs);
    if (command.tell === "hold") this.#hold = { at: command.at, left: command.after };
    if (command.tell === "store") this.#store = command.state;
  }

  /** A point that is passed; it is not left again when the run wants to kill the member there. */
  async pass(at: HoldPoint): Promise<void> {
    if (this.#hold?.at !== at) return;
    if (this.#hold.left-- > 0) return;
    this.#report({ say: "held", at });
    await new Promise(() => {});
  }

  /** The store as this member finds it. */
  store(store: Store): Store {
    return overriding(store, {
      save: async (document) => {
        if (this.#store === "down") this.#refuse("before it wrote");
        const outcome = await store.save(document);
        if (this.#store === "failing after the write") this.#refuse("after it had written");
        return outcome;
      },
    });
  }

  #refuse(when: string): never {
    this.#refused++;
    this.#report({ say: "refused by the store", count: this.#refused });
    throw new StoreError(`The store failed ${when}, as the fault wants it: wait until it is back`, {
      code: "STORE_IO",
      retriable: true,
    });
  }
}
