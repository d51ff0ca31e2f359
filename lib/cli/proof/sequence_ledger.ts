import { systemClock } from "../../core/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What is known of one partition's numbers. */
class Book {
  next = 0;
  readonly sentMs: number[] = [];
  readonly acknowledged = new Set<number>();
  readonly seen = new Set<number>();
  /** In the order of the log. */
  log: number[] = [];
}

/** Numbers that are written to each partition in their order: which came back, and how. */
export class SequenceLedger {
  readonly #books = new Map<number, Book>();

  #book(partition: number): Book {
    let book = this.#books.get(partition);
    if (book === undefined) this.#books.set(partition, book = new Book());
    return book;
  }

  /** The next number of a partition, as a record holds it. */
  next(partition: number): { sequence: number; value: Uint8Array; sentMs: number } {
    const book = this.#book(partition);
    const sequence = book.next++;
    const sentMs = book.sentMs[sequence] = systemClock.monotonicMs();
    return { sequence, value: encoder.encode(String(sequence)), sentMs };
  }

  acknowledge(partition: number, sequence: number): void {
    this.#book(partition).acknowledged.add(sequence);
  }

  /** Takes a record that was read; −1 when it was read before. */
  seen(partition: number, value: Uint8Array | null): { sequence: number; sentMs: number } {
    const book = this.#book(partition);
    const sequence = Number(decoder.decode(value ?? new Uint8Array()));
    const sentMs = book.sentMs[sequence] ?? 0;
    if (book.seen.has(sequence)) return { sequence: -1, sentMs };
    book.seen.add(sequence);
    return { sequence, sentMs };
  }

  /** Reads the log, from its start to its end. */
  async read(kafka: Kafka, topic: string): Promise<void> {
    for await (const { partition, value } of kafka.read({ topic })) {
      this.#book(partition).log.push(Number(decoder.decode(value!)));
    }
  }

  #sum(of: (book: Book) => number): number {
    return [...this.#books.values()].reduce((sum, book) => sum + of(book), 0);
  }

  get acknowledged(): number {
    return this.#sum(({ acknowledged }) => acknowledged.size);
  }

  get inLog(): number {
    return this.#sum(({ log }) => log.length);
  }

  /** Acknowledged, and not in the log. */
  get lost(): number {
    return this.#sum(({ acknowledged, log }) => acknowledged.difference(new Set(log)).size);
  }

  get doubled(): number {
    return this.#sum(({ log }) => log.length - new Set(log).size);
  }

  /** Behind a larger number for the first time. */
  get outOfOrder(): number {
    return this.#sum(({ log }) => {
      const first = [...new Set(log)];
      let largest = -1;
      return first.filter((sequence) => {
        const isLate = sequence < largest;
        largest = Math.max(largest, sequence);
        return isLate;
      }).length;
    });
  }

  /** In the log, and not read by the consumer. */
  get unseen(): number {
    return this.#sum(({ log, seen }) => new Set(log).difference(seen).size);
  }
}
