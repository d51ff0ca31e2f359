/**
 * Values by key, the longest unused of them forgotten when there are too many. Who asks while a value
 * is being fetched shares that fetch; a fetch that failed is forgotten.
 */
export class BoundedCache<V> {
  readonly #most: number;
  readonly #values = new Map<string, Promise<V>>();

  /** Keeps `most` values at most. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The value of a key, fetched when it isn't there. */
  get(key: string, fetch: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    if (known !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, known);
      return known;
    }
    const fetched = fetch();
    this.#values.set(key, fetched);
    fetched.catch(() => this.delete(key, fetched));
    this.#trim();
    return fetched;
  }

  /** Remembers a value that is known already. */
  set(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, Promise.resolve(value));
    this.#trim();
  }

  /** Forgets a key, if it still has that value. */
  delete(key: string, value = this.#values.get(key)): void {
    if (this.#values.get(key) === value) this.#values.delete(key);
  }

  /** Forgets everything. */
  clear(): void {
    this.#values.clear();
  }

  /** How many keys are known. */
  get size(): number {
    return this.#values.size;
  }

  #trim(): void {
    for (const key of this.#values.keys()) {
      if (this.#values.size <= this.#most) return;
      this.#values.delete(key);
    }
  }
}
