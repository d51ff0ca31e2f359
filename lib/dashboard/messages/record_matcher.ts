import type { ConsumedRecord } from "../../consumer/mod.ts";
import { isWireFormat } from "../../schemas/mod.ts";
import type { RecordDecoder } from "./decoder.ts";
import type { Filter } from "./filter.ts";
import { FilterSubject, looksAt, matches } from "./match_filter.ts";

/** Tells whether records pass a filter, decoding only what the filter looks at. */
export class RecordMatcher {
  readonly #filter: Filter | undefined;
  readonly #decoder: RecordDecoder;
  readonly #parts: readonly ("key" | "value")[];

  /** Without a filter all pass. */
  constructor(filter: Filter | undefined, decoder: RecordDecoder) {
    this.#filter = filter;
    this.#decoder = decoder;
    this.#parts = filter === undefined
      ? []
      : (["key", "value"] as const).filter((part) => looksAt(filter, part));
  }

  /** At once, except for what a registry has to decode. */
  passes(record: ConsumedRecord): boolean | Promise<boolean> {
    if (this.#filter === undefined) return true;
    if (this.#parts.some((part) => isWireFormat(record[part]))) return this.#decoded(record);
    return matches(this.#filter, new FilterSubject(record));
  }

  async #decoded(record: ConsumedRecord): Promise<boolean> {
    const texts: { key?: string; value?: string } = {};
    for (const part of this.#parts) {
      const decoded = await this.#decoder.decode(record[part]);
      if (decoded?.kind === "avro") texts[part] = decoded.text;
    }
    return matches(this.#filter!, new FilterSubject(record, texts));
  }
}
