import { type Logger, messageOf } from "../../core/mod.ts";
import type { Timer, Timers } from "../timers.ts";
import type { Urgency } from "./log_checkpoint.ts";

/** How long a change may wait until a checkpoint tells of it. */
const INTERVAL_MS = 5000;
/** How many logs are written at the same time. */
const AT_ONCE = 16;

/** A log that can keep what it knows. */
export interface KeepsCheckpoints {
  keepLater(): Promise<void>;
}

/**
 * Writes the checkpoints of many logs: at once when a segment has ended or much was appended, else
 * in turn, some seconds after a change. One that can't be written is tried again; nothing depends on
 * it but how much is read at the next start.
 */
export class Checkpoints {
  readonly #timers: Timers;
  readonly #logger: Logger;
  readonly #changed = new Set<KeepsCheckpoints>();
  readonly #running = new Map<KeepsCheckpoints, Promise<void>>();
  #timer: Timer | undefined;
  #isFailing = false;
  #isClosed = false;

  constructor(options: { readonly timers: Timers; readonly logger: Logger }) {
    this.#timers = options.timers;
    this.#logger = options.logger;
  }

  /** Notes that a log has changed. */
  add(log: KeepsCheckpoints, urgency: Urgency): void {
    if (this.#isClosed) return;
    if (urgency === "at once" && !this.#running.has(log)) {
      this.#keep(log);
      return;
    }
    this.#changed.add(log);
    this.#timer ??= this.#timers.after(INTERVAL_MS, () => {
      this.#timer = undefined;
      this.flush();
    });
  }

  /** Writes those of all logs that have changed. */
  async flush(): Promise<void> {
    const logs = [...this.#changed].values();
    const work = async () => {
      for (const log of logs) {
        this.#changed.delete(log);
        await this.#keep(log);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  /** Writes what is left and waits until nothing is being written. */
  async close(): Promise<void> {
    await this.flush();
    this.#isClosed = true;
    this.#timer?.cancel();
    await Promise.all(this.#running.values());
  }

  #keep(log: KeepsCheckpoints): Promise<void> {
    this.#changed.delete(log);
    const before = this.#running.get(log);
    const running =
      (before === undefined ? this.#tryToKeep(log) : before.then(() => this.#tryToKeep(log)))
        .finally(() => {
          if (this.#running.get(log) === running) this.#running.delete(log);
        });
    this.#running.set(log, running);
    return running;
  }

  async #tryToKeep(log: KeepsCheckpoints): Promise<void> {
    try {
      await log.keepLater();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) {
        this.#logger.log(
          "WARN",
          `A checkpoint could not be written, the next start will read more: ${messageOf(error)}`,
        );
      }
      this.#isFailing = true;
      this.add(log, "in turn");
    }
  }
}
