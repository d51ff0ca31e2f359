import { setImmediate } from "node:timers";
import { checkDocument } from "./checked.ts";
import { StoreError } from "./errors.ts";
import type { SaveOutcome, StoreDocument } from "./store.ts";

/** How documents are written that waited together. */
export interface SaveQueueOptions {
  /** Calls stop joining a batch when it has so many documents; a larger call goes whole. */
  readonly maxBatch: number;
  /**
   * Writes documents and tells for each how it ended. It throws when it can't tell them apart: the
   * calls of the batch are then written one by one, unless the store is down.
   */
  write(documents: readonly StoreDocument[]): Promise<readonly (SaveOutcome | StoreError)[]>;
}

interface Call {
  readonly documents: readonly StoreDocument[];
  readonly resolve: (outcomes: SaveOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers the saves that wait while others are written, so that they share a batch. */
export class SaveQueue {
  readonly #options: SaveQueueOptions;
  #calls: Call[] = [];
  #running: Promise<void> | undefined;

  constructor(options: SaveQueueOptions) {
    this.#options = options;
  }

  /** Writes the documents of one call, in a batch with others. */
  add(documents: readonly StoreDocument[]): Promise<SaveOutcome[]> {
    return new Promise((resolve, reject) => {
      for (const document of documents) checkDocument(document);
      this.#calls.push({ documents, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything that was added has ended. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // Not sooner than the turn after: the saves of this one come along.
    while (await turn(), this.#calls.length > 0) await this.#writeBatch(this.#take());
    this.#running = undefined;
  }

  #take(): Call[] {
    let size = 0;
    let count = 0;
    while (count < this.#calls.length && (count === 0 || size < this.#options.maxBatch)) {
      size += this.#calls[count++]!.documents.length;
    }
    return this.#calls.splice(0, count);
  }

  async #writeBatch(calls: readonly Call[]): Promise<void> {
    try {
      const outcomes = await this.#options.write(calls.flatMap(({ documents }) => documents));
      let start = 0;
      for (const call of calls) {
        settle(call, outcomes.slice(start, start += call.documents.length));
      }
    } catch (error) {
      if (calls.length > 1 && !isOutage(error)) {
        for (const call of calls) await this.#writeBatch([call]);
      } else {
        for (const { reject } of calls) reject(error);
      }
    }
  }
}

/** A call fails with its own documents, never with those of others. */
function settle({ resolve, reject }: Call, outcomes: readonly (SaveOutcome | StoreError)[]): void {
  const refused = outcomes.find((outcome) => outcome instanceof StoreError);
  if (refused === undefined) resolve(outcomes as SaveOutcome[]);
  else reject(refused);
}

function isOutage(error: unknown): boolean {
  return error instanceof StoreError && error.outage;
}

/** Resolves when others have had their turn on the thread. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
