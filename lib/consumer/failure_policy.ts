import { backoffDelayMs, type Random, WorkshopError } from "../core/mod.ts";
import type { ConsumedRecord } from "../kafka/mod.ts";
import type { RetryPolicy } from "./retry_policy.ts";

/** What is done with a record whose handler failed. */
export type FailureDecision =
  /** Its partition stands still until what every record needs is back; it counts as no try. */
  | { readonly then: "wait" }
  /** It is tried again after that time, in milliseconds, and those behind it wait: order is kept. */
  | { readonly then: "retry"; readonly afterMs: number }
  /**
   * It waits in a retry topic, at least that time in milliseconds, while its partition goes on. Where
   * there is no retry topic for it, it is tried again in place.
   */
  | { readonly then: "retry later"; readonly afterMs: number }
  /** It goes to the dead letters. */
  | { readonly then: "give up" };

/** A try that failed. */
export interface FailedTry {
  /** The record, as it was where it came from. */
  readonly record: ConsumedRecord;
  /** How often it has been tried, this time included; outages don't count. */
  readonly attempts: number;
}

/** Decides by the error what is done with a record. When it throws, the record is given up. */
export type FailurePolicy = (
  error: unknown,
  failed: FailedTry,
) => FailureDecision | Promise<FailureDecision>;

/**
 * The policy where none is given: an error with `outage` is waited out, one with `retriable` is tried
 * again as often as is allowed, everything else is given up at once.
 */
export function policyByError(
  options: { readonly retry: RetryPolicy; readonly inTopics: boolean; readonly random: Random },
): FailurePolicy {
  const { retry, inTopics, random } = options;
  const then = inTopics ? "retry later" : "retry";
  return (error, { attempts }) => {
    if (!(error instanceof WorkshopError)) return { then: "give up" };
    if (error.outage) return { then: "wait" };
    if (!error.retriable || attempts > retry.maxRetries) return { then: "give up" };
    return { then, afterMs: backoffDelayMs(attempts, retry, random) };
  };
}
