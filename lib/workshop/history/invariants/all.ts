import type { Invariant } from "../judge.ts";
import { abortedReads } from "./aborted_reads.ts";
import { atomic } from "./atomic.ts";
import { clear } from "./clear.ts";
import { commits } from "./commits.ts";
import { deadLetters } from "./dead_letters.ts";
import { effects } from "./effects.ts";
import { keyOrder } from "./key_order.ts";
import { logDuplicates } from "./log_duplicates.ts";
import { nothingLost } from "./nothing_lost.ts";
import { offsetsAgree } from "./offsets_agree.ts";

/** All that has to hold of a history, by number. */
export const INVARIANTS: readonly Invariant[] = [
  nothingLost,
  abortedReads,
  logDuplicates,
  offsetsAgree,
  keyOrder,
  effects,
  deadLetters,
  commits,
  atomic,
  clear,
];
