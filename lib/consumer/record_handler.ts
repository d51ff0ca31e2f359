import type { ConsumedRecord } from "../kafka/mod.ts";
import type { HandlerContext } from "./handler_context.ts";

/**
 * Processes one record; records of a partition come one after the other. What it throws decides: a
 * WorkshopError with `outage` true is waited out, one with `retriable` true is tried again, everything
 * else goes to the dead letters.
 */
export type RecordHandler = (
  record: ConsumedRecord,
  context: HandlerContext,
) => Promise<void> | void;

/**
 * Processes waiting records of one partition together, so that they can share what each of them
 * alone would have to wait for: a transaction, a round trip. It resolves to how many of them, from
 * the first on, are finished; the one after them goes through the handler of single records. When it
 * throws, none is finished, and each goes through the handler of single records, which decides what
 * becomes of it: what was thrown is heard there again if it lasts. So an effect may be tried twice,
 * and must be one that a repeat doesn't change.
 */
export type ManyHandler = (
  records: readonly ConsumedRecord[],
  context: HandlerContext,
) => Promise<number>;
