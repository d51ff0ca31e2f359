import { ConfigError } from "../../core/mod.ts";
import type { Kafka } from "../../kafka/mod.ts";
import {
  choice,
  duration,
  flag,
  number,
  type Option,
  type OptionValues,
  text,
  texts,
} from "../options.ts";

/** A separator; `\t` and `\n` stand for tab and line break. */
function separator(help: string): Option<string | undefined> {
  return {
    ...text("TEXT", help),
    parse: (value) => value.replaceAll("\\t", "\t").replaceAll("\\n", "\n"),
  };
}

/** An offset, or one of two words. */
function startOffset(help: string): Option<bigint | "earliest" | "latest" | undefined> {
  return {
    help,
    placeholder: "OFFSET",
    fallback: undefined,
    parse(value, name) {
      if (value === "earliest" || value === "latest") return value;
      if (/^\d{1,18}$/.test(value)) return BigInt(value);
      throw new ConfigError(`${name} is "${value}": use an offset, earliest or latest`);
    },
  };
}

/** The flags of deno task messages. */
export const MESSAGES_FLAGS = {
  "key-separator": separator(
    "produce: a line's key ends here; consume: between key and value (default tab)",
  ),
  header: texts("NAME=VALUE", "produce: each record has this header"),
  "null-marker": text("TEXT", "produce: this value stands for a tombstone"),
  acks: choice(["all", "1", "0"], "produce: who must have a record", "all"),
  compression: choice(
    ["none", "gzip", "snappy", "lz4", "zstd"],
    "produce: how batches are compressed",
    "none",
  ),
  partition: number("produce into, or consume, this partition only", {
    fallback: undefined,
    min: 0,
    max: 2 ** 31 - 1,
  }),
  "from-beginning": flag("consume: from the first record kept"),
  offset: startOffset("consume: of --partition, from here on"),
  group: text("GROUP", "consume: as a member of this group, which commits"),
  max: number("consume: end after so many records", { fallback: undefined, min: 1 }),
  timeout: duration("consume: end when nothing came for so long"),
  "until-end": flag("consume: end where the topic ended at the start"),
  uncommitted: flag("consume: records of open and aborted transactions too"),
  "print-key": flag("consume: the key before the value"),
  "print-headers": flag("consume: the headers, name=value,…"),
  "print-timestamp": flag("consume: when it was written"),
  "print-offset": flag("consume: PARTITION/OFFSET"),
  json: flag("consume: one JSON object a line"),
};

/** The values of those flags. */
export type MessagesFlags = OptionValues<typeof MESSAGES_FLAGS>;

/** What an action of the task works with. */
export interface MessagesRun {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly flags: MessagesFlags;
  readonly signal: AbortSignal;
}
