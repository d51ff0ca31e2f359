import { messageOf } from "../../core/mod.ts";
import type { DeliveryError, ProducerRecord } from "../../producer/mod.ts";
import { RotatingFile, type RotatingFileOptions } from "../rotating_file.ts";

/** A message that was not acknowledged, and why. */
export interface FailedMessage {
  /** When it was given up, in milliseconds since 1970. */
  readonly timeMs: number;
  readonly record: ProducerRecord;
  readonly error: DeliveryError;
  /** How often it was tried. */
  readonly attempts: number;
  /** Why it was not tried again. */
  readonly reason: string;
}

/** Where failed messages are kept. */
export type FailedMessageLogOptions = Omit<RotatingFileOptions, "durable">;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Appends messages that were given up to a file, a JSON line each with key, value, headers and error,
 * so that they can be looked at and sent again. A line is on the disk when its append resolves.
 */
export class FailedMessageLog {
  readonly #file: RotatingFile;

  /** Opens nothing yet. */
  constructor(options: FailedMessageLogOptions) {
    this.#file = new RotatingFile({ ...options, durable: true });
  }

  /**
   * Appends a message.
   *
   * @throws {Error} when the file can't be written: the disk is full
   */
  append(message: FailedMessage): Promise<void> {
    return this.#file.append([JSON.stringify(lineOf(message))]);
  }
}

function lineOf({ timeMs, record, error, attempts, reason }: FailedMessage) {
  const { topic, key = null, value, headers = {} } = record;
  const pairs = Array.isArray(headers)
    ? headers.map(({ name, value }) => [name, value] as const)
    : Object.entries(headers);
  return {
    time: new Date(timeMs).toISOString(),
    topic,
    key: readable(key),
    value: readable(value),
    headers: pairs.map(([name, value]) => [name, readable(value)]),
    outcome: error.definite ? "failed" : "uncertain",
    error: { name: error.name, code: error.code, message: messageOf(error) },
    attempts,
    reason,
  };
}

/** Text as it stands; bytes that are no text in base64. */
function readable(content: string | Uint8Array | null): unknown {
  if (content === null || typeof content === "string") return content;
  try {
    return decoder.decode(content);
  } catch {
    return { base64: content.toBase64() };
  }
}
