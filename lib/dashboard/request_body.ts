import { RequestError } from "./routing.ts";

/** How long the parts of a body may take together, in milliseconds. */
const BODY_TIMEOUT_MS = 10_000;

/** How much of a body is read, and how long. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** @default {10000} */
  readonly timeoutMs?: number;
}

/**
 * The JSON object in a request; an empty body is an empty object.
 *
 * @throws {RequestError} 400, 408 or 413 when it is none, comes too slowly or is too large
 */
export async function readBody(
  request: Request,
  { maxBytes, timeoutMs = BODY_TIMEOUT_MS }: BodyLimits,
): Promise<Readonly<Record<string, unknown>>> {
  const tooLarge = () =>
    new RequestError(413, `The request is larger than ${maxBytes} bytes: send less at a time`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const reader = request.body?.getReader();
  if (reader === undefined) return {};
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => {});
  }, timeoutMs);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > maxBytes) throw tooLarge();
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {});
  }
  if (late) {
    throw new RequestError(408, `The request's body did not come within ${timeoutMs} ms`);
  }
  return parsed(chunks, size);
}

function parsed(chunks: readonly Uint8Array[], size: number): Readonly<Record<string, unknown>> {
  if (size === 0) return {};
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RequestError(400, "The request's body is not JSON", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new RequestError(400, "The request's body is no JSON object");
}
