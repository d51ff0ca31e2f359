import type { LogFolder } from "../storage/storage.ts";
import {
  type Checkpoint,
  CHECKPOINT_NOTE,
  decodeCheckpoint,
  encodeCheckpoint,
} from "./checkpoint.ts";
import type { DamagedTail, Recovered, Segments } from "./segments.ts";

/** So many bytes may have to be read again after a process was killed. */
const URGENT_BYTES = 64 * 1024 * 1024;

/** When a checkpoint should be written: with others, or at once. */
export type Urgency = "in turn" | "at once";

/** The checkpoint of one log: what was found of it, and whether it tells of everything. */
export class LogCheckpoint {
  readonly #folder: LogFolder;
  readonly #segments: Segments;
  readonly #found: Checkpoint | undefined;
  #isDirty = false;
  #bytesSince = 0;
  #segmentsThen: number;
  /** Rises when what was prepared must not be written any more. */
  #generation = 0;

  constructor(folder: LogFolder, segments: Segments) {
    this.#folder = folder;
    this.#segments = segments;
    this.#segmentsThen = segments.all.length;
    const bytes = this.#segmentsThen === 0 ? undefined : folder.readNote(CHECKPOINT_NOTE);
    this.#found = bytes && decodeCheckpoint(bytes);
  }

  /**
   * What an earlier process kept, unless it does not fit the segments: the one that was appended to
   * then must be there, with all the bytes that it had.
   */
  get fitting(): Checkpoint | undefined {
    const last = this.#found?.segments.at(-1);
    const fits = last !== undefined &&
      this.#segments.all.some(({ baseOffset, size }) =>
        baseOffset === last.baseOffset && size >= last.size
      );
    return fits ? this.#found : undefined;
  }

  /** What was cut or is missing, now that the log is open. */
  damageOf({ damage, nextOffset }: Recovered): DamagedTail | undefined {
    const missingOffsets = Math.max(0, (this.#found?.nextOffset ?? 0) - nextOffset);
    if (missingOffsets === 0) return damage;
    const { file, size } = this.#segments.all.at(-1)!;
    const end = { file: file.name, position: size, offset: nextOffset, droppedBytes: 0 };
    return { ...(damage ?? end), missingOffsets };
  }

  /** Notes that the checkpoint does not tell of everything any more; says when it should. */
  changed(bytes: number): Urgency | undefined {
    if (!this.#folder.isKept) return undefined;
    this.#isDirty = true;
    this.#bytesSince += bytes;
    const rolled = this.#segments.all.length > this.#segmentsThen;
    return rolled || this.#bytesSince >= URGENT_BYTES ? "at once" : "in turn";
  }

  /**
   * Puts a checkpoint together, and returns what writes it once the segments are down on the disk;
   * `undefined` when there is nothing new to tell.
   */
  prepare(state: () => Omit<Checkpoint, "segments">): (() => void) | undefined {
    if (!this.#isDirty) return undefined;
    const bytes = encodeCheckpoint({ ...state(), segments: this.#segments.keep() });
    const generation = this.#generation;
    this.#isDirty = false;
    this.#bytesSince = 0;
    this.#segmentsThen = this.#segments.all.length;
    return () => {
      if (generation !== this.#generation) return;
      this.#isDirty = true;
      this.#folder.writeNote(CHECKPOINT_NOTE, bytes);
      this.#isDirty = false;
    };
  }

  /** Forgets it, before something is taken back that it tells of. */
  forget(): void {
    this.#generation++;
    if (this.#folder.isKept) this.#folder.removeNote(CHECKPOINT_NOTE);
  }
}
