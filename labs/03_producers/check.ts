import type { Check } from "../../lib/workshop/mod.ts";
import { recordsPerRequest, waitsNoLonger } from "./batch_checks.ts";
import { tellsSendAgain, tellsStored } from "./classify_checks.ts";
import { sparesWhatItShould } from "./codec_check.ts";
import { usableOptions } from "./options_check.ts";
import { ackedInLog, noDuplicates, waitsForNoMore } from "./promise_checks.ts";

/** The task needs the producer's types and its errors. */
export const mayImport: readonly string[] = [
  "lib/core/",
  "lib/kafka/",
  "lib/producer/",
  "lib/protocol/",
  "lib/config/",
  "lib/schemas/",
];

/** The options first, from whether they can be used to what they cost; then the errors. */
export const checks: readonly Check[] = [
  usableOptions,
  ackedInLog,
  noDuplicates,
  waitsForNoMore,
  waitsNoLonger,
  recordsPerRequest,
  sparesWhatItShould,
  tellsStored,
  tellsSendAgain,
];
