import { WorkshopError } from "../core/mod.ts";

/** What is wrong with the bytes, or with what should become bytes. */
export type ProtocolErrorCode =
  | "TRUNCATED"
  | "BAD_LENGTH"
  | "BAD_VALUE"
  | "BAD_VERSION"
  | "BAD_MAGIC"
  | "BAD_CRC"
  | "BAD_RECORD_COUNT"
  | "BAD_COMPRESSION"
  | "TOO_LARGE";

/** Bytes that are not what Kafka's protocol says, or a body that has no form in a version. */
export class ProtocolError extends WorkshopError {
  /** What is wrong. */
  declare readonly code: ProtocolErrorCode;

  /** The message says what is wrong and where. */
  constructor(message: string, code: ProtocolErrorCode, options: { cause?: unknown } = {}) {
    super(message, { code, ...options });
  }
}
