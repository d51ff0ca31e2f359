import { headerText } from "../core/mod.ts";
import type { ConsumedRecord, Header, TopicPartitionOffset } from "../kafka/mod.ts";

const encoder = new TextEncoder();

/** Where a record came from. */
export interface RecordOrigin extends TopicPartitionOffset {
  /** Its time there, in milliseconds since 1970. */
  readonly timestampMs: number;
}

/** What is told, by name without the prefix; what is `undefined` is left out. */
export type Told = Readonly<Record<string, string | number | bigint | undefined>>;

/** The headers without those of the names that are told, then what is told now. */
export function withTold(headers: readonly Header[], prefix: string, told: Told): Header[] {
  const isOld = ({ name }: Header) =>
    name.startsWith(prefix) && Object.hasOwn(told, name.slice(prefix.length));
  const fresh = Object.entries(told).filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name: prefix + name, value: encoder.encode(String(value)) }));
  return [...headers.filter((header) => !isOld(header)), ...fresh];
}

/** What is told of a record's origin. */
export function originTold({ topic, partition, offset, timestampMs }: ConsumedRecord): Told {
  return {
    "original.topic": topic,
    "original.partition": partition,
    "original.offset": offset,
    "original.timestamp": timestampMs,
  };
}

/** Reads back what {@link withTold} wrote. */
export class ToldReader {
  readonly #headers: readonly Header[];
  readonly #prefix: string;

  /** Of the headers, those with the prefix. */
  constructor(headers: readonly Header[], prefix: string) {
    this.#headers = headers;
    this.#prefix = prefix;
  }

  /** A text, if it is there. */
  text(name: string): string | undefined {
    return headerText(this.#headers, this.#prefix + name);
  }

  /** A whole number that isn't negative, if it is there and is one. */
  number(name: string): number | undefined {
    const text = this.text(name);
    const value = text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    return Number.isSafeInteger(value) ? value : undefined;
  }

  /** The origin, if it is told. */
  origin(): RecordOrigin | undefined {
    const topic = this.text("original.topic");
    const partition = this.number("original.partition");
    const offset = this.number("original.offset");
    // A record may have no time: −1.
    const timestamp = this.text("original.timestamp") ?? "";
    if (topic === undefined || topic === "" || partition === undefined) return undefined;
    if (offset === undefined || !/^-?\d{1,16}$/.test(timestamp)) return undefined;
    return { topic, partition, offset: BigInt(offset), timestampMs: Number(timestamp) };
  }
}
