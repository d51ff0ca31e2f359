import type { Check } from "../../lib/workshop/mod.ts";
import { keyAndHeaders, recordAtOffset } from "./stored_checks.ts";
import { slowAnswer } from "./slow_answer_check.ts";
import { lostAnswer, waitsForAck } from "./fault_checks.ts";
import { fullBuffer } from "./full_buffer_check.ts";
import { refusedBroker } from "./refused_broker_check.ts";
import { waitsForItsOwn } from "./shared_producer_check.ts";

/** The task is handed a producer and needs its type and its error. */
export const mayImport: readonly string[] = [
  "lib/core/",
  "lib/kafka/",
  "lib/producer/",
  "lib/protocol/",
  "lib/config/",
  "lib/schemas/",
];

/** From what one would try first to what only a lost answer shows. */
export const checks: readonly Check[] = [
  recordAtOffset,
  keyAndHeaders,
  waitsForAck,
  waitsForItsOwn,
  refusedBroker,
  fullBuffer,
  lostAnswer,
  slowAnswer,
];
