/** What a scenario may write into its transcript: plain data that two clusters must agree on. */
export type Note =
  | string
  | number
  | boolean
  | null
  | readonly Note[]
  | { readonly [key: string]: Note };

/** One step of a scenario and what was seen. */
export interface Step {
  readonly step: string;
  readonly saw: Note;
}

/** Collects what a scenario saw, under names that only this run uses. */
export class Notebook {
  readonly transcript: Step[] = [];
  /** The APIs that were asked and in which versions: `"Fetch v4"`. */
  readonly asked: Set<string> = new Set();
  readonly #prefix = `contract-${crypto.randomUUID().slice(0, 8)}-`;
  #names = 0;

  /** A name that no other scenario and no other run uses. */
  name(what: string): string {
    return `${this.#prefix}${what}-${++this.#names}`;
  }

  /** Writes a step into the transcript, with the run's own names taken out. */
  note(step: string, saw: Note): void {
    this.transcript.push({ step, saw: this.#withoutNames(saw) });
  }

  #withoutNames(saw: Note): Note {
    if (typeof saw === "string") return saw.replaceAll(this.#prefix, "");
    if (Array.isArray(saw)) return saw.map((item) => this.#withoutNames(item));
    if (saw === null || typeof saw !== "object") return saw;
    return Object.fromEntries(
      Object.entries(saw).map(([key, value]) => [
        key.replaceAll(this.#prefix, ""),
        this.#withoutNames(value),
      ]),
    );
  }
}
