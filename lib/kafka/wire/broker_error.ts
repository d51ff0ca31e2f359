import { kafkaErrorOf } from "../../protocol/mod.ts";
import { BrokerError } from "../errors.ts";
import { adviceOn } from "../refusals.ts";

/** Where a broker's answer was met. */
export interface BrokerErrorPlace {
  /** What was asked for: `"Produce to orders/3"`. */
  readonly what: string;
  readonly topic?: string;
  readonly partition?: number;
  /** @default {true} */
  readonly definite?: boolean;
  /** What the broker said beside the code. */
  readonly detail?: string | null;
}

/** The error for a code of Kafka's table. */
export function brokerError(code: number, place: BrokerErrorPlace): BrokerError {
  const { name, retriable, text } = kafkaErrorOf(code);
  const detail = place.detail && place.detail !== text ? ` (${place.detail})` : "";
  return new BrokerError(`${place.what}: ${text}${detail}${adviceOn(name)}`, {
    code: name,
    retriable,
    definite: place.definite ?? true,
    ...(place.topic === undefined ? {} : { topic: place.topic }),
    ...(place.partition === undefined ? {} : { partition: place.partition }),
  });
}

/** Throws {@link brokerError} for every code but 0. */
export function demandSuccess(code: number, place: BrokerErrorPlace): void {
  if (code !== 0) throw brokerError(code, place);
}
