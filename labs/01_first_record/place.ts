import {
  type CheckContext,
  type Fail,
  fail,
  type Faults,
  type Outcome,
  type Subject,
} from "../../lib/workshop/mod.ts";
import type { Delivery } from "../../lib/producer/mod.ts";
import type { Order } from "./orders.ts";

/** Where the learner's code says that an order lies. */
export interface Placed {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** How long the producer tries before it gives up, in milliseconds; short, so that checks are. */
const DELIVERY_TIMEOUT_MS = 1200;

/** The learner's process with a producer in it. */
export interface Desk {
  readonly faults: Faults;
  readonly subject: Subject;
  /** What became of the records that its producer is done with: one for each call of `send()`. */
  readonly deliveries: readonly Delivery[];
  /** Calls the learner's function. */
  place(order: Order, topic: string): Promise<Outcome>;
}

/** How a desk differs from the others. */
interface DeskOptions {
  /** How long the producer tries, in milliseconds. @default {1200} */
  readonly deliveryTimeoutMs?: number;
  /** Longest time of a call, in milliseconds. @default {4000} */
  readonly timeLimitMs?: number;
  /** How many times as fast timers run that the task sets. @default {1} */
  readonly timerPace?: number;
  /** How long a topic that does not exist is waited for, in milliseconds. @default {5000} */
  readonly topicTimeoutMs?: number;
  /** Bytes of orders that the producer has room for. @default {32 MiB} */
  readonly maxBufferedBytes?: number;
}

/** Opens a proxy, the learner's process behind it, and a producer in that process. */
export async function openDesk(context: CheckContext, options: DeskOptions = {}): Promise<Desk> {
  const { timeLimitMs = 4000, timerPace = 1, ...others } = options;
  const faults = await context.faults();
  const subject = await context.subject({ through: faults, timeLimitMs, timerPace });
  const deliveries: Delivery[] = [];
  const onDelivery = (delivery: Delivery) => void deliveries.push(delivery);
  const producer = await subject.open("producer", {
    connection: faults.connection,
    options: { lingerMs: 0, deliveryTimeoutMs: DELIVERY_TIMEOUT_MS, onDelivery, ...others },
  });
  return {
    faults,
    subject,
    deliveries,
    place: (order, topic) => subject.outcome("placeOrder", [producer, order, topic]),
  };
}

/** What was returned, if it has the shape of a delivery report; else why not. */
export function placedIn(value: unknown): Placed | Fail {
  const { topic, partition, offset } = (value ?? {}) as Record<string, unknown>;
  if (typeof topic === "string" && Number.isInteger(partition) && typeof offset === "bigint") {
    return { topic, partition: partition as number, offset };
  }
  return fail({
    happened: `placeOrder() resolved to ${shown(value)}. The caller needs { topic, partition, ` +
      `offset } with a bigint offset: the place where the broker put the record`,
    anomaly: "no delivery report",
    evidence: { returned: shown(value) },
  });
}

/** The place of an order that must have been stored. @throws {SubjectFailure} when it threw */
export function placedBy(subject: Subject, outcome: Outcome): Placed | Fail {
  if (
    outcome.outcome === "threw" && (outcome.error as { code?: unknown }).code === "PRODUCER_CLOSED"
  ) {
    return fail({
      happened: `The producer was closed when placeOrder() sent: "${outcome.error.message}". It ` +
        `is handed in and shared. Whoever opened it closes it, when the last order is sent`,
      anomaly: "shared producer closed",
      evidence: errorFacts(outcome.error),
    });
  }
  return placedIn(subject.valueOf("placeOrder", outcome));
}

/** Whether it is the verdict and not a place. */
export function isFail(value: Placed | Fail): value is Fail {
  return "verdict" in value;
}

/** What an error says of itself, for evidence. */
export function errorFacts(error: Error): Record<string, string> {
  const { code, definite } = error as { code?: unknown; definite?: unknown };
  return { error: error.name, code: String(code), definite: String(definite) };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, item) => typeof item === "bigint" ? `${item}n` : item);
  return (text ?? String(value)).slice(0, 60);
}
