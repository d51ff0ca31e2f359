import { type KafkaErrorName, kafkaErrorOf } from "../../protocol/mod.ts";
import { isErrorCode } from "./plain.ts";

/** The errors in a decoded body, each once, in the order in which they stand. */
export function errorsIn(body: unknown): KafkaErrorName[] {
  const found = new Set<KafkaErrorName>();
  collect(body, "", found);
  return [...found];
}

function collect(value: unknown, name: string, found: Set<KafkaErrorName>): void {
  if (isErrorCode(name, value)) {
    if (value !== 0) found.add(kafkaErrorOf(value).name);
  } else if (Array.isArray(value)) {
    for (const one of value) collect(one, name, found);
  } else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    for (const [key, inner] of Object.entries(value)) collect(inner, key, found);
  }
}
