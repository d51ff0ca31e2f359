import { type LogFolder, StorageError } from "../storage/storage.ts";
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

/** Tells what is to be kept beside the segments. */
export type CheckpointState = () => Omit<Checkpoint, "segments">;

/** A checkpoint as it will be written, unless a later one is there by then. */
interface Prepared {
  readonly bytes: Uint8Array;
  readonly generation: number;
}

/** The checkpoint of one log: what was found of it, and whether it tells of everything. */
export class LogCheckpoint {
  readonly #folder: LogFolder;
  readonly #segments: Segments;
  /** What an earlier process kept, until the log is open. */
  #found: Checkpoint | undefined;
  #isDirty = false;
  #bytesSince = 0;
  #segmentsThen: number;
  /** Rises when what was prepared before must not be written any more. */
  #generation = 0;

  constructor(folder: LogFolder, segments: Segments, closed?: Checkpoint) {
    this.#folder = folder;
    this.#segments = segments;
    this.#segmentsThen = segments.all.length;
    this.#found = closed ?? this.#read();
  }

  #read(): Checkpoint | undefined {
    if (this.#segmentsThen === 0) return undefined;
    const bytes = this.#folder.readNote(CHECKPOINT_NOTE);
    return bytes && decodeCheckpoint(bytes);
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

  /** What was cut or is missing, now that the log is open; asked once. */
  damageOf({ damage, nextOffset }: Recovered): DamagedTail | undefined {
    const missingOffsets = Math.max(0, (this.#found?.nextOffset ?? 0) - nextOffset);
    this.#found = undefined;
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
    const rolled = this.#segments.all.length > Math.max(1, this.#segmentsThen);
    return rolled || this.#bytesSince >= URGENT_BYTES ? "at once" : "in turn";
  }

  /** Writes it, if there is something new to tell, once the segments are down on the disk. */
  keep(state: CheckpointState): void {
    const prepared = this.#prepare(state);
    if (prepared === undefined) return;
    this.#orStayDirty(() => this.#segments.sync());
    this.#write(prepared);
  }

  /** The same as a log is closed: without it the next process reads more, that is all. */
  keepIfPossible(state: CheckpointState): void {
    try {
      this.keep(state);
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
    }
  }

  /** As {@link keep}, while other work goes on. */
  async keepLater(state: CheckpointState): Promise<void> {
    const prepared = this.#prepare(state);
    if (prepared === undefined) return;
    await this.#segments.syncLater().catch((error) => {
      this.#isDirty = true;
      throw error;
    });
    this.#write(prepared);
  }

  #prepare(state: CheckpointState): Prepared | undefined {
    if (!this.#isDirty) return undefined;
    this.#segments.keepIndexes();
    const bytes = encodeCheckpoint({ ...state(), segments: this.#segments.summaries });
    this.#isDirty = false;
    this.#bytesSince = 0;
    this.#segmentsThen = this.#segments.all.length;
    return { bytes, generation: ++this.#generation };
  }

  #write({ bytes, generation }: Prepared): void {
    if (generation !== this.#generation) return;
    this.#orStayDirty(() => this.#folder.writeNote(CHECKPOINT_NOTE, bytes));
  }

  #orStayDirty(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#isDirty = true;
      throw error;
    }
  }

  /** What was written last, if there has been nothing new to tell since. */
  current(state: CheckpointState): Checkpoint | undefined {
    if (this.#isDirty) return undefined;
    return { ...state(), segments: this.#segments.summaries };
  }

  /** Forgets it, before something is taken back that it tells of. */
  forget(): void {
    this.#generation++;
    if (this.#folder.isKept) this.#folder.removeNote(CHECKPOINT_NOTE);
  }
}
