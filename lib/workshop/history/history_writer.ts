import { ConfigError, messageOf } from "../../core/mod.ts";
import type { Happening, HistoryEvent } from "./event.ts";
import { lineOf } from "./event_line.ts";
import { type RunClock, runClock } from "./run_clock.ts";

/** Where a part of a run tells what happened. */
export interface Recorder {
  /** Notes what happened, now. */
  record(happening: Happening): void;
  /** A recorder of the same history for another process or role. */
  as(process: string): Recorder;
}

/** How a history is recorded. */
export interface RecorderOptions {
  /** Who records. */
  readonly process: string;
  /** The run's time. @default a clock that starts now */
  readonly clock?: RunClock;
}

/** Hands each event on, with its time and process. */
export class EventRecorder implements Recorder {
  readonly #process: string;
  readonly #clock: RunClock;
  readonly #keep: (event: HistoryEvent) => void;

  /** `keep` is given every event when it happens. */
  constructor(keep: (event: HistoryEvent) => void, options: RecorderOptions) {
    this.#keep = keep;
    this.#process = options.process;
    this.#clock = options.clock ?? runClock();
  }

  /** When the run began, for the clocks of its other processes. */
  get originMs(): number {
    return this.#clock.originMs;
  }

  record(happening: Happening): void {
    this.#keep({ t: this.#clock.elapsedMs(), p: this.#process, ...happening } as HistoryEvent);
  }

  as(process: string): Recorder {
    return new EventRecorder(this.#keep, { process, clock: this.#clock });
  }
}

/**
 * A history as a file, one event a line. Each line is handed to the system at once, so that it
 * outlives a process that is killed.
 *
 * @example
 * ```ts ignore
 * using history = HistoryWriter.create(`${folder.path}/history.ndjson`, { process: "runner" });
 * history.record({ type: "fault", name: "leader killed", phase: "fired" });
 * const producer = history.as("producer-1");
 * producer.record({ type: "send", phase: "invoke", id: "producer-1:0", topic: "orders" });
 * ```
 */
export class HistoryWriter extends EventRecorder implements Disposable {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile, options: RecorderOptions) {
    super((event) => this.relay(lineOf(event)), options);
    this.#file = file;
  }

  /**
   * Makes the file, or empties it.
   *
   * @throws {ConfigError} the file can't be written
   */
  static create(path: string, options: RecorderOptions): HistoryWriter {
    try {
      const file = Deno.openSync(path, { create: true, write: true, truncate: true });
      return new HistoryWriter(file, options);
    } catch (cause) {
      throw new ConfigError(
        `Can't write the history ${path} (${messageOf(cause)}): name a file in a writable folder`,
        { cause },
      );
    }
  }

  /** Writes a line that another process of the run made, as it is. */
  relay(line: string): void {
    const bytes = new TextEncoder().encode(line + "\n");
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** A history in memory, for runs that are short. */
export class Recording extends EventRecorder {
  /** What was recorded so far, in that order. */
  readonly events: readonly HistoryEvent[];

  /** Starts empty. */
  constructor(options: RecorderOptions) {
    const events: HistoryEvent[] = [];
    super((event) => events.push(event), options);
    this.events = events;
  }
}
