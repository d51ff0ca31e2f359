import type { Meter } from "../../../core/mod.ts";

/** A meter that adds up its counters by name, whatever their labels, and measures nothing else. */
export class TallyMeter implements Meter {
  readonly #totals = new Map<string, number>();

  /** What each counter came to. */
  get totals(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#totals);
  }

  counter({ name }: { readonly name: string }) {
    return {
      add: (amount: number) => {
        this.#totals.set(name, (this.#totals.get(name) ?? 0) + amount);
      },
    };
  }

  gauge() {
    return { set() {}, remove() {} };
  }

  histogram() {
    return { observe() {} };
  }
}
