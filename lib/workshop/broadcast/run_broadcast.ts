import { type Clock, systemClock } from "../../core/mod.ts";
import type { Shown } from "../draw/mod.ts";
import { BROADCAST_FOLDER, plainLine, RUN_ID, type RunEvent, type RunHead } from "./run_event.ts";

/** What others may watch of a run. */
export interface RunBroadcast extends Disposable {
  /** Its name among all runs; `undefined` where nothing could be written. */
  readonly id: string | undefined;
  /** Tells what was shown: handed to a screen. */
  readonly onShown: (shown: Shown) => void;
}

/** How a broadcast is kept. */
export interface BroadcastOptions {
  /** Where the files of all runs are. @default {".runs/shown"} */
  readonly folder?: string;
  /** How many runs stay beside those that go on. @default {9} */
  readonly keep?: number;
  /** How much one run may tell, in bytes; then it says that it is cut. @default {4194304} */
  readonly maxBytes?: number;
  /** Time of the events. @default {systemClock} */
  readonly clock?: Clock;
}

const encoder = new TextEncoder();

/**
 * Writes what a run shows, a line of JSON each, where the dashboard of another process reads it. It
 * is a window, not a duty: where nothing can be written, the run goes on and nobody watches.
 */
export function openRunBroadcast(
  head: Omit<RunHead, "startedAtMs">,
  options: BroadcastOptions = {},
): RunBroadcast {
  const { folder = BROADCAST_FOLDER, keep = 9, clock = systemClock } = options;
  const startedAtMs = clock.now();
  const id = `${startedAtMs}-${crypto.randomUUID().slice(0, 8)}`;
  try {
    Deno.mkdirSync(folder, { recursive: true });
    removeEnded(folder, keep);
    return new FileBroadcast(id, { ...head, startedAtMs }, { ...options, folder, clock });
  } catch {
    return { id: undefined, onShown() {}, [Symbol.dispose]() {} };
  }
}

class FileBroadcast implements RunBroadcast {
  readonly id: string;
  readonly onShown: (shown: Shown) => void;
  readonly #clock: Clock;
  readonly #lock: Deno.FsFile;
  #file: Deno.FsFile | undefined;
  #left: number;

  constructor(
    id: string,
    head: RunHead,
    { folder, clock, maxBytes = 4 * 1024 * 1024 }: BroadcastOptions & {
      readonly folder: string;
      readonly clock: Clock;
    },
  ) {
    this.id = id;
    this.#clock = clock;
    this.#left = maxBytes;
    // Held while the run goes on; the system lets go of it however that ends.
    this.#lock = Deno.openSync(`${folder}/${id}.lock`, { create: true, write: true, mode: 0o600 });
    this.#lock.lockSync(true);
    this.#file = Deno.openSync(`${folder}/${id}.ndjson`, {
      createNew: true,
      write: true,
      mode: 0o600,
    });
    this.onShown = (shown) => this.#tell({ type: "shown", atMs: this.#clock.now(), shown });
    this.#write(encoder.encode(plainLine(head)));
  }

  #line(type: "cut" | "end"): Uint8Array {
    return encoder.encode(plainLine({ type, atMs: this.#clock.now() }));
  }

  #tell(event: RunEvent): void {
    if (this.#file === undefined || this.#left <= 0) return;
    const line = encoder.encode(plainLine(event));
    this.#left -= line.length;
    this.#write(this.#left > 0 ? line : this.#line("cut"));
  }

  #write(line: Uint8Array): void {
    try {
      for (let rest = line; rest.length > 0;) {
        rest = rest.subarray(this.#file!.writeSync(rest));
      }
    } catch {
      this.#close();
    }
  }

  #close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) this.#write(this.#line("end"));
    this.#close();
    // A process that another thread is starting has the file open too, until it is its own program.
    this.#lock.unlockSync();
    this.#lock.close();
  }
}

/** The newest of the runs that have ended stay, for those who look too late. */
function removeEnded(folder: string, keep: number): void {
  const ids = [...Deno.readDirSync(folder)]
    .flatMap(({ name }) => name.endsWith(".lock") ? [name.slice(0, -".lock".length)] : [])
    .filter((id) => RUN_ID.test(id)).sort().reverse();
  for (const id of ids.filter((id) => !isRunning(folder, id)).slice(keep)) {
    for (const ending of ["ndjson", "lock"]) {
      try {
        Deno.removeSync(`${folder}/${id}.${ending}`);
      } catch {
        // Another run that begins now has removed it, or somebody reads it.
      }
    }
  }
}

/** Whether the run's process still holds its lock. */
export function isRunning(folder: string, id: string): boolean {
  try {
    using lock = Deno.openSync(`${folder}/${id}.lock`);
    return !lock.tryLockSync(false);
  } catch {
    return false;
  }
}
