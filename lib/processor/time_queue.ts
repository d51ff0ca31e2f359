interface Entry {
  readonly timeMs: number;
  readonly key: string;
}

/** Keys by the times at which they are due, the earliest first: a binary heap. */
export class TimeQueue {
  readonly #heap: Entry[] = [];

  add(timeMs: number, key: string): void {
    const heap = this.#heap;
    let at = heap.push({ timeMs, key }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.timeMs <= heap[at]!.timeMs) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** Removes what is due at a time, and gives each of its keys once. */
  takeUpTo(timeMs: number): Set<string> {
    const keys = new Set<string>();
    while (this.#heap.length > 0 && this.#heap[0]!.timeMs <= timeMs) {
      keys.add(this.#heap[0]!.key);
      this.#removeFirst();
    }
    return keys;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let at = 0;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && heap[left]!.timeMs < heap[least]!.timeMs) least = left;
      if (right < heap.length && heap[right]!.timeMs < heap[least]!.timeMs) least = right;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
  }
}
