import {
  type CheckContext,
  type Fail,
  fail,
  type Faults,
  type Outcome,
  type Subject,
} from "../../lib/workshop/mod.ts";
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
  /** Calls the learner's function. */
  place(order: Order, topic: string): Promise<Outcome>;
}

/** Opens a proxy, the learner's process behind it, and a producer in that process. */
export async function openDesk(context: CheckContext): Promise<Desk> {
  const faults = await context.faults();
  const subject = await context.subject({ through: faults, timeLimitMs: 4000 });
  const producer = await subject.open("producer", {
    connection: faults.connection,
    options: { lingerMs: 0, deliveryTimeoutMs: DELIVERY_TIMEOUT_MS },
  });
  return {
    faults,
    subject,
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
