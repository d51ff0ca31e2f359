/** Numbers by title and label: what is shown of records, and kept with a state. */
export type Tallies = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Most labels of a title; the oldest goes, so that no stream of new names takes all memory. */
const MAX_LABELS = 120;

/** Adds up numbers by title and label. */
export class Tally {
  #titles = new Map<string, Map<string, number>>();

  /** Adds to a number; the labels of a title stand in the order in which they came. */
  add(title: string, label: string, by = 1): void {
    let labels = this.#titles.get(title);
    if (labels === undefined) this.#titles.set(title, labels = new Map());
    labels.set(label, (labels.get(label) ?? 0) + by);
    if (labels.size > MAX_LABELS) labels.delete(labels.keys().next().value!);
  }

  /** All numbers, as plain data. */
  snapshot(): Tallies {
    return Object.fromEntries(
      [...this.#titles].map(([title, labels]) => [title, Object.fromEntries(labels)]),
    );
  }

  /** Goes on from a snapshot. */
  restore(tallies: Tallies): void {
    this.#titles = new Map(
      Object.entries(tallies).map(([title, labels]) => [title, new Map(Object.entries(labels))]),
    );
  }
}

/** Sums of several tallies. */
export function sumOf(parts: Iterable<Tallies>): Tallies {
  const sums: Record<string, Record<string, number>> = {};
  for (const part of parts) {
    for (const [title, labels] of Object.entries(part)) {
      const mine = sums[title] ??= {};
      for (const [label, by] of Object.entries(labels)) mine[label] = (mine[label] ?? 0) + by;
    }
  }
  return sums;
}
