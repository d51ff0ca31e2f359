import { messageOf } from "../../core/mod.ts";
import { ProtocolError } from "../protocol_error.ts";

/** The error for output beyond the limit: most likely a compression bomb. */
export function tooLarge(codec: string, maxBytes: number): ProtocolError {
  return new ProtocolError(
    `The ${codec} data would take more than ${maxBytes} bytes decompressed`,
    "TOO_LARGE",
  );
}

/** The error for data that no compressor wrote. */
export function damaged(codec: string, reason: string, cause?: unknown): ProtocolError {
  return new ProtocolError(`The ${codec} data is damaged: ${reason}`, "BAD_COMPRESSION", { cause });
}

/** Tells output beyond the limit from damage in what node:zlib throws. */
export function decompressionError(codec: string, error: unknown, maxBytes: number): ProtocolError {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "ERR_BUFFER_TOO_LARGE") return tooLarge(codec, maxBytes);
  return damaged(codec, messageOf(error), error);
}
