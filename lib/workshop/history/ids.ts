import { Bits } from "./bits.ts";

const NUMBERS = 2 ** 32;
/** Stands for all ids that are not of the form `<producer>:<sequence>`. */
const OTHERS = 0;

/** Gives each id a number, the sequence of an id `<producer>:<sequence>` inside its producer's range. */
export class Ids {
  readonly #producers: string[] = [""];
  readonly #indexes = new Map<string, number>();
  readonly #others: string[] = [];
  readonly #otherNumbers = new Map<string, number>();
  #lastId: string | undefined;
  #lastNumber = 0;

  /** The number of an id; the same one each time. */
  numberOf(id: string): number {
    // Several ask for the same event's id, one after another.
    if (id === this.#lastId) return this.#lastNumber;
    this.#lastId = id;
    return this.#lastNumber = this.#find(id);
  }

  #find(id: string): number {
    const colon = id.lastIndexOf(":");
    const sequence = colon === -1 ? -1 : sequenceIn(id, colon + 1);
    return sequence === -1
      ? this.#other(id)
      : this.#producer(id.slice(0, colon)) * NUMBERS + sequence;
  }

  /** The id that has a number. */
  idOf(number: number): string {
    const producer = Math.floor(number / NUMBERS);
    const sequence = number % NUMBERS;
    return producer === OTHERS
      ? this.#others[sequence]!
      : `${this.#producers[producer]}:${sequence}`;
  }

  /** Producer and sequence of an id of that form. */
  partsOf(number: number): { readonly producer: string; readonly sequence: number } | undefined {
    const producer = Math.floor(number / NUMBERS);
    if (producer === OTHERS) return undefined;
    return { producer: this.#producers[producer]!, sequence: number % NUMBERS };
  }

  #producer(name: string): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    this.#indexes.set(name, this.#producers.length);
    return this.#producers.push(name) - 1;
  }

  #other(id: string): number {
    const known = this.#otherNumbers.get(id);
    if (known !== undefined) return known;
    this.#otherNumbers.set(id, this.#others.length);
    return this.#others.push(id) - 1;
  }
}

/** A set of the numbers that {@link Ids} gives. */
export class IdSet {
  readonly #producers = new Map<number, Bits>();
  #size = 0;

  /** How many ids are in the set. */
  get size(): number {
    return this.#size;
  }

  /** Whether an id is in the set. */
  has(number: number): boolean {
    return this.#producers.get(Math.floor(number / NUMBERS))?.has(number % NUMBERS) ?? false;
  }

  /** Puts an id in; `false` when it was there already. */
  add(number: number): boolean {
    const producer = Math.floor(number / NUMBERS);
    let bits = this.#producers.get(producer);
    if (bits === undefined) this.#producers.set(producer, bits = new Bits());
    const added = bits.add(number % NUMBERS);
    if (added) this.#size++;
    return added;
  }

  /** The ids in the set. */
  *[Symbol.iterator](): Generator<number> {
    for (const [producer, bits] of this.#producers) {
      for (const sequence of bits) yield producer * NUMBERS + sequence;
    }
  }
}

/** The number that ends an id, -1 when it is not written as numbers are. */
function sequenceIn(id: string, from: number): number {
  const length = id.length - from;
  if (length === 0 || length > 10 || (length > 1 && id.charCodeAt(from) === 48)) return -1;
  let sequence = 0;
  for (let at = from; at < id.length; at++) {
    const digit = id.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    sequence = sequence * 10 + digit;
  }
  return sequence < NUMBERS ? sequence : -1;
}
