import { browser } from "./browser.ts";

/** What the server answered instead of what was asked for; the message is its sentence. */
export class ApiError extends Error {
  /** The HTTP status; 0 when the server didn't answer at all. */
  readonly status: number;
  /** The error's name for programs: `UNKNOWN_TOPIC_OR_PARTITION`; "" when there is none. */
  readonly code: string;

  constructor(message: string, { status, code }: { status: number; code: string }) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

/** Whether the dashboard was started with writes on. */
export function canWrite(): boolean {
  return meta("write-mode") === "on";
}

/** Asks for something. @throws {ApiError} with the server's sentence */
export function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(path, signal === undefined ? {} : { signal });
}

/** Orders something, or asks with a body. @throws {ApiError} with the server's sentence */
export function send<T>(
  method: "POST" | "PATCH" | "DELETE",
  path: string,
  body: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<T> {
  return answer<T>(path, {
    method,
    headers: { "content-type": "application/json", "x-write-token": meta("write-token") },
    body: JSON.stringify(body),
    ...(signal !== undefined && { signal }),
  });
}

async function answer<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiError("The dashboard's server does not answer", { status: 0, code: "" });
  }
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const value = isJson ? JSON.parse(text) : undefined;
  if (response.ok) return value as T;
  const message = isJson ? String(value.error) : text.trim();
  const code = isJson ? String(value.code ?? "") : "";
  throw new ApiError(message, { status: response.status, code });
}

function meta(name: string): string {
  return browser.document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}
