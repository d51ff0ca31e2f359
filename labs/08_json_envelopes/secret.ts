import type { Random } from "../../lib/core/mod.ts";

/** What nobody may read in a verdict. */
export interface Secret {
  /** Runes: nobody writes of problems in them, so each of them alone tells. */
  readonly letters: string;
  /** The digits of a number, none of which is in a message by chance. */
  readonly digits: string;
}

const FIRST_RUNE = 0x16a0;
const RUNES = 75;
const LETTERS = 24;

/** Another secret each time. */
export function secretOf(random: Random): Secret {
  const codes = Array.from({ length: LETTERS }, () => FIRST_RUNE + random.int(0, RUNES - 1));
  return {
    letters: String.fromCodePoint(...codes),
    digits: String(random.int(100_000_000, 999_999_999)),
  };
}
