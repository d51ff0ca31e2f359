/** Rows by id, and the ids of rows by what they have in common: no query looks at every row. */
export class IndexedRows<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #indexes = new Map<string, Index<Row>>();

  /** Keeps an index for each name, by the key that it gives for a row; `undefined` leaves it out. */
  constructor(indexes: RowIndexes<Row> = {}) {
    for (const [name, keyOf] of Object.entries(indexes)) {
      this.#indexes.set(name, { keyOf, ids: new Map() });
    }
  }

  /** How many rows there are. */
  get size(): number {
    return this.#rows.size;
  }

  /** The row of an id. */
  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** All rows with their ids, in the order in which they were first put. */
  entries(): IterableIterator<[string, Row]> {
    return this.#rows.entries();
  }

  /** The ids of the rows that an index has under a key. @throws {RangeError} for an unknown index */
  idsBy(name: string, key: string): readonly string[] {
    return [...this.#index(name).ids.get(key) ?? []];
  }

  /** The rows that an index has under a key. @throws {RangeError} for an unknown index */
  by(name: string, key: string): readonly Row[] {
    return this.idsBy(name, key).map((id) => this.#rows.get(id)!);
  }

  /** The keys that an index has. @throws {RangeError} for an unknown index */
  keys(name: string): readonly string[] {
    return [...this.#index(name).ids.keys()];
  }

  /** Puts a row in the place of its id. */
  put(id: string, row: Row): void {
    this.delete(id);
    this.#rows.set(id, row);
    for (const { keyOf, ids } of this.#indexes.values()) {
      const key = keyOf(row);
      if (key !== undefined) ids.getOrInsertComputed(key, () => new Set()).add(id);
    }
  }

  /** Removes a row; says whether there was one. */
  delete(id: string): boolean {
    const row = this.#rows.get(id);
    if (row === undefined) return false;
    for (const { keyOf, ids } of this.#indexes.values()) {
      const key = keyOf(row);
      if (key === undefined) continue;
      const same = ids.get(key);
      same?.delete(id);
      if (same?.size === 0) ids.delete(key);
    }
    return this.#rows.delete(id);
  }

  #index(name: string): Index<Row> {
    const index = this.#indexes.get(name);
    if (index !== undefined) return index;
    throw new RangeError(
      `There is no index "${name}": use one of ${[...this.#indexes.keys()].join(", ") || "none"}`,
    );
  }
}

/** What rows are found by: for each index the key of a row. */
export type RowIndexes<Row> = Readonly<Record<string, (row: Row) => string | undefined>>;

interface Index<Row> {
  readonly keyOf: (row: Row) => string | undefined;
  readonly ids: Map<string, Set<string>>;
}
