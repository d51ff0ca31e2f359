import { ConfigError } from "../../core/mod.ts";
import { DEAD_LETTER_TOPIC, type LetterPlace, type LetterSelection } from "../../consumer/mod.ts";
import { flag, number, type Option, type OptionValues, text, texts } from "../options.ts";

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A point in time: ISO 8601, or how long ago. */
function moment(help: string): Option<number | undefined> {
  return {
    help: `${help}: 2026-01-31T12:00Z, or 90m, 12h, 7d ago`,
    placeholder: "TIME",
    fallback: undefined,
    parse(value, name) {
      const ago = /^(\d+)(s|m|h|d)$/.exec(value);
      const ms = ago === null
        ? Date.parse(value)
        : Date.now() - Number(ago[1]) * UNIT_MS[ago[2] as keyof typeof UNIT_MS];
      if (!Number.isNaN(ms)) return ms;
      throw new ConfigError(`${name} is "${value}": use a time such as 2026-01-31T12:00Z or 12h`);
    },
  };
}

/** The flags of deno task dlq. */
export const DLQ_FLAGS = {
  dlq: text("NAME", `The topic of dead letters (default ${DEAD_LETTER_TOPIC})`),
  topic: text("NAME", "Only letters from this topic"),
  code: text("CODE", "Only letters with this error code, as PRICE_MISSING"),
  class: text("NAME", "Only letters with this class of error, as TypeError"),
  key: text("KEY", "Only letters with this key"),
  from: moment("Only letters given up at this time or later"),
  until: moment("Only letters given up before this time"),
  limit: number("Show or take the first so many (list shows 20)", {
    fallback: undefined,
    min: 1,
  }),
  all: flag("Letters too that were redriven or dropped before"),
  to: text("TOPIC", "redrive: into this topic instead of where each came from"),
  header: texts("NAME", "redrive: let this header go along too; * lets all"),
  delete: flag("drop: delete settled letters that nothing open lies before"),
  "dry-run": flag("redrive, drop: only say what would be done"),
  yes: flag("drop: do it"),
  full: flag("show: the whole payload, not only its first 4 KiB"),
  json: flag("Print JSON"),
};

/** The values of those flags. */
export type DlqFlags = OptionValues<typeof DLQ_FLAGS>;

/** Which letters the flags and places mean. */
export function selectionOf(flags: DlqFlags, places: readonly string[]): LetterSelection {
  const { topic, code, class: errorClass, key, from, until, limit, all } = flags;
  return {
    ...(topic !== undefined && { topic }),
    ...(code !== undefined && { errorCode: code }),
    ...(errorClass !== undefined && { errorClass }),
    ...(key !== undefined && { key }),
    ...(from !== undefined && { fromMs: from }),
    ...(until !== undefined && { toMs: until }),
    ...(limit !== undefined && { limit }),
    ...(places.length > 0 && { places: places.map(placeOf) }),
    withSettled: all,
  };
}

/** A letter's place as it is listed: `0/12`. */
export function placeOf(text: string): LetterPlace {
  const [, partition, offset] = /^(\d{1,9})\/(\d{1,16})$/.exec(text) ?? [];
  if (partition === undefined || offset === undefined) {
    throw new ConfigError(
      `"${text}" is no place of a letter: use PARTITION/OFFSET as list shows it`,
    );
  }
  return { partition: Number(partition), offset: BigInt(offset) };
}
