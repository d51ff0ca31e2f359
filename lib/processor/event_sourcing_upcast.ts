import { WorkshopError } from "../core/mod.ts";

/** Makes the next form of an event's data from one form; a pure function, kept for ever. */
export type Upcast = (data: object) => object;

/**
 * Brings old events to their newest form when they are read: the log is never rewritten. For each
 * type the list of its upcasts, from form 1 to 2, from 2 to 3, and so on; a type without any is in
 * its first form.
 *
 * @example
 * ```ts
 * import { Upcasters } from "./mod.ts";
 *
 * const upcasters = new Upcasters({
 *   deposited: [(data) => ({ ...data, currency: "IDR" })],
 * });
 * console.log(upcasters.currentVersion("deposited")); // 2
 * console.log(upcasters.upcast("deposited", 1, { amount: 5 })); // { amount: 5, currency: "IDR" }
 * ```
 */
export class Upcasters {
  readonly #steps: ReadonlyMap<string, readonly Upcast[]>;

  /** Knows the upcasts of each type. */
  constructor(steps: Readonly<Record<string, readonly Upcast[]>> = {}) {
    this.#steps = new Map(Object.entries(steps));
  }

  /** The form in which events of a type are written today, from 1. */
  currentVersion(type: string): number {
    return (this.#steps.get(type)?.length ?? 0) + 1;
  }

  /**
   * An event's data in its newest form.
   *
   * @throws {WorkshopError} code `EVENT_FROM_THE_FUTURE`: a newer program wrote it
   */
  upcast(type: string, schemaVersion: number, data: object): object {
    const current = this.currentVersion(type);
    if (schemaVersion < 1 || schemaVersion > current) {
      throw new WorkshopError(
        `An event ${type} is in form ${schemaVersion}, and this program knows forms 1 to ` +
          `${current}: deploy readers before writers`,
        { code: "EVENT_FROM_THE_FUTURE" },
      );
    }
    const steps = this.#steps.get(type) ?? [];
    return steps.slice(schemaVersion - 1).reduce((form, step) => step(form), data);
  }
}
