import type { FileHandles } from "./file_handles.ts";
import { FileSegment } from "./file_segment.ts";
import {
  appendTo,
  attempt,
  makeFolder,
  removePath,
  unlessMissing,
  writeWhole,
} from "./file_system.ts";
import type { RecentBudget } from "./recent_bytes.ts";
import type { LogFolder, SegmentFile } from "./storage.ts";

const SEGMENT_NAME = /^(\d{20})\.log$/;
/** A cleaned segment that is whole: it holds the place from the first offset up to the second. */
const SWAP_NAME = /^(\d{20})-(\d{20})\.log\.swap$/;
/** What was not finished when the process ended. */
const LEFT_OVER = /\.(cleaned|tmp)$/;

/** A segment as a clean close left it. */
interface KnownSegment {
  readonly baseOffset: number;
  readonly size: number;
}

/** How the files of a log are kept. */
export interface FileFolderOptions {
  readonly fsync: boolean;
  readonly handles: FileHandles;
  readonly budget: RecentBudget;
}

/** A log's folder of files, named as Apache Kafka names them. */
export class FileFolder implements LogFolder {
  readonly isKept = true;
  readonly #path: string;
  readonly #options: FileFolderOptions;
  #made = false;

  constructor(path: string, options: FileFolderOptions) {
    this.#path = path;
    this.#options = options;
  }

  open(known?: readonly KnownSegment[]): SegmentFile[] {
    return (known && this.#openKnown(known)) ?? this.#openAll();
  }

  #openKnown(known: readonly KnownSegment[]): SegmentFile[] | undefined {
    const last = known.at(-1);
    if (last !== undefined && sizeOf(this.#pathOf(last.baseOffset)) !== last.size) return undefined;
    this.#made = last !== undefined;
    return known.map(({ baseOffset, size }) =>
      this.#segment(this.#pathOf(baseOffset), baseOffset, size)
    );
  }

  #pathOf(baseOffset: number): string {
    return `${this.#path}/${padded(baseOffset)}.log`;
  }

  #openAll(): SegmentFile[] {
    const names = this.#names();
    this.#made = names.length > 0;
    const unfinished = names.some((name) => LEFT_OVER.test(name) || SWAP_NAME.test(name));
    if (unfinished) this.#finish(names);
    return (unfinished ? this.#names() : names).flatMap((name) => {
      const match = SEGMENT_NAME.exec(name);
      return match === null ? [] : [this.#existing(name, Number(match[1]))];
    }).sort((a, b) => a.baseOffset - b.baseOffset);
  }

  #names(): string[] {
    const entries = attempt(
      `Can't read the folder ${this.#path}`,
      () => unlessMissing(() => [...Deno.readDirSync(this.#path)]),
    );
    return (entries ?? []).map(({ name }) => name);
  }

  #existing(name: string, baseOffset: number): SegmentFile {
    const path = `${this.#path}/${name}`;
    return this.#segment(path, baseOffset, sizeOf(path) ?? 0);
  }

  #segment(path: string, baseOffset: number, size: number): FileSegment {
    return new FileSegment(path, { ...this.#options, baseOffset, size });
  }

  /** Does away with what an earlier process left half done, and finishes what it had decided. */
  #finish(names: readonly string[]): void {
    for (const name of names) {
      if (LEFT_OVER.test(name)) removePath(`${this.#path}/${name}`);
    }
    for (const name of names) {
      const [, base, end] = SWAP_NAME.exec(name) ?? [];
      if (base === undefined || end === undefined) continue;
      const replaced = names.flatMap((other) => SEGMENT_NAME.exec(other)?.[1] ?? [])
        .filter((offset) => offset >= base && offset < end);
      this.#finishSwap(`${this.#path}/${name}`, base, replaced);
    }
  }

  /** The first of the replaced files is renamed over, so that at no time there is none. */
  #finishSwap(swap: string, base: string, replaced: readonly string[]): void {
    for (const offset of replaced) {
      removePath(`${this.#path}/${offset}.index`);
      if (offset !== base) removePath(`${this.#path}/${offset}.log`);
    }
    const path = `${this.#path}/${base}.log`;
    attempt(`Can't rename ${swap} to ${path}`, () => Deno.renameSync(swap, path));
  }

  create(baseOffset: number): SegmentFile {
    this.#make();
    return this.#created(`${padded(baseOffset)}.log`, baseOffset);
  }

  createCleaned(baseOffset: number): SegmentFile {
    this.#make();
    const name = `${padded(baseOffset)}.log.cleaned`;
    removePath(`${this.#path}/${name}`);
    return this.#created(name, baseOffset);
  }

  /** The file is there at once: an empty one says where the log goes on. */
  #created(name: string, baseOffset: number): SegmentFile {
    const path = `${this.#path}/${name}`;
    this.#options.handles.get(path);
    return this.#segment(path, baseOffset, 0);
  }

  swap(
    cleaned: SegmentFile,
    replaced: readonly SegmentFile[],
    endOffset: number,
  ): SegmentFile {
    const { baseOffset, size } = cleaned;
    cleaned.sync();
    for (const file of [cleaned, ...replaced]) file.close();
    const base = padded(baseOffset);
    const swap = `${this.#path}/${base}-${padded(endOffset)}.log.swap`;
    attempt(
      `Can't rename ${cleaned.name} to ${swap}`,
      () => Deno.renameSync(cleaned.name, swap),
    );
    this.#finishSwap(swap, base, replaced.map((file) => padded(file.baseOffset)));
    return this.#segment(`${this.#path}/${base}.log`, baseOffset, size);
  }

  readNote(name: string): Uint8Array | undefined {
    const path = `${this.#path}/${name}`;
    return attempt(`Can't read ${path}`, () => unlessMissing(() => Deno.readFileSync(path)));
  }

  writeNote(name: string, bytes: Uint8Array): void {
    this.#make();
    writeWhole(`${this.#path}/${name}`, bytes, this.#options);
  }

  appendNote(name: string, bytes: Uint8Array): void {
    this.#make();
    appendTo(`${this.#path}/${name}`, bytes);
  }

  removeNote(name: string): void {
    removePath(`${this.#path}/${name}`);
  }

  #make(): void {
    if (this.#made) return;
    makeFolder(this.#path);
    this.#made = true;
  }

  remove(): void {
    this.#made = false;
    removePath(this.#path);
  }
}

function sizeOf(path: string): number | undefined {
  return attempt(`Can't read ${path}`, () => unlessMissing(() => Deno.statSync(path).size));
}

function padded(offset: number): string {
  return String(offset).padStart(20, "0");
}
