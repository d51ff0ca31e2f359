import type { Check } from "../../lib/workshop/mod.ts";
import { oneEnd, orderKept, rightTries } from "./end_checks.ts";
import { tellsApart, waitsGrow } from "./plain_checks.ts";
import { outageBuriesNothing, stallBounded } from "./stall_checks.ts";

/** The task needs the consumer's types and the errors. */
export const mayImport: readonly string[] = [
  "lib/core/",
  "lib/kafka/",
  "lib/consumer/",
  "lib/protocol/",
  "lib/config/",
  "lib/schemas/",
];

/** First what the function says, which is quick; then what becomes of records, with a real consumer. */
export const checks: readonly Check[] = [
  tellsApart,
  waitsGrow,
  oneEnd,
  rightTries,
  outageBuriesNothing,
  stallBounded,
  orderKept,
];
