import {
  backoffDelayMs,
  type BackoffPolicy,
  type Clock,
  ConfigError,
  messageOf,
  type Random,
  systemClock,
} from "../core/mod.ts";
import type { Secret } from "../config/mod.ts";
import { RegistryError } from "./registry_error.ts";

const CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** How a registry is asked. */
export interface RegistryHttpOptions {
  /**
   * Where it is; of several, the next is asked when one is away. Commas may stand between them.
   * @default {"http://localhost:8081"}
   */
  readonly url?: string | readonly string[];
  /** `user:password` for basic authentication. @default {none} */
  readonly basicAuth?: Secret;
  /** Longest time of one request, in milliseconds. @default {10000} */
  readonly timeoutMs?: number;
  /** How often a request is repeated that found no registry. @default {3} */
  readonly retries?: number;
  /** How long to wait before it is repeated. @default {200 ms, doubled up to 2 s} */
  readonly backoff?: BackoffPolicy;
  /** Whose time it is. @default {systemClock} */
  readonly clock?: Clock;
  /** Spreads the waits. @default {none: they are exact} */
  readonly random?: Random;
  /** Ends every request and wait. @default {none} */
  readonly signal?: AbortSignal;
}

/** One request. */
export interface RegistryRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Parts of the path, not yet escaped. */
  readonly path: readonly (string | number)[];
  readonly query?: Readonly<Record<string, string | boolean | undefined>>;
  readonly body?: unknown;
  /** Whether it changes nothing, so that a lost answer leaves no doubt. */
  readonly reads: boolean;
  /** What it is for, for errors: `register a schema under orders-value`. */
  readonly what: string;
}

/** Sends requests to a registry: several addresses, deadlines, repeats, typed errors. */
export class RegistryHttp {
  /** The addresses. */
  readonly urls: readonly string[];
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #backoff: BackoffPolicy;
  readonly #clock: Clock;
  readonly #random: Random | undefined;
  readonly #signal: AbortSignal | undefined;
  #current = 0;

  constructor(options: RegistryHttpOptions) {
    this.urls = urlsOf(options.url ?? "http://localhost:8081");
    this.#headers = headersOf(options.basicAuth);
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#retries = options.retries ?? 3;
    this.#backoff = options.backoff ?? { baseMs: 200, maxMs: 2000 };
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random;
    this.#signal = options.signal;
  }

  /** The address that is asked now. */
  get url(): string {
    return this.urls[this.#current]!;
  }

  /**
   * The parsed answer.
   *
   * @throws {RegistryError} when it is no success, or there is none
   */
  async send(request: RegistryRequest): Promise<unknown> {
    for (let failures = 0;;) {
      try {
        return await this.#sendOnce(request);
      } catch (error) {
        if (!(error instanceof RegistryError) || error.code !== "REGISTRY_UNREACHABLE") throw error;
        this.#current = (this.#current + 1) % this.urls.length;
        if (++failures > this.#retries) throw error;
        await this.#clock.sleep(
          backoffDelayMs(failures, this.#backoff, this.#random),
          this.#signal,
        );
      }
    }
  }

  async #sendOnce(request: RegistryRequest): Promise<unknown> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#timeoutMs);
    const signals = [deadline.signal, ...(this.#signal === undefined ? [] : [this.#signal])];
    try {
      const response = await fetch(this.#target(request), {
        method: request.method,
        headers: this.#headers,
        // A registry that moved is another one: its login must not follow.
        redirect: "manual",
        signal: AbortSignal.any(signals),
        ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
      });
      return this.#answerOf(request, response, await textOf(response));
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof RegistryError || error instanceof Deno.errors.NotCapable) throw error;
      const why = deadline.signal.aborted
        ? `no answer within ${this.#timeoutMs} ms`
        : messageOf((error as Error).cause ?? error).split(": ").at(-1)!;
      throw this.#unreachable(request, why, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  #target({ path, query = {} }: RegistryRequest): string {
    const parts = path.map((part) => encodeURIComponent(part)).join("/");
    const given = Object.entries(query).filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]);
    const search = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
    return `${this.url}/${parts}${search}`;
  }

  #answerOf(request: RegistryRequest, { status, ok }: Response, text: string): unknown {
    const answer = parsed(text);
    if (ok && answer !== undefined) return answer;
    if (status >= 500 || status === 429) {
      throw this.#unreachable(request, `it answered ${status}${told(answer)}`, {
        httpStatus: status,
        errorCode: errorCodeOf(answer),
      });
    }
    if (status === 401 || status === 403) {
      throw new RegistryError(
        `The schema registry ${this.url} refused the login (${status}) to ${request.what}: ` +
          "set SCHEMA_REGISTRY_BASIC_AUTH to user:password",
        { code: "REGISTRY_LOGIN_REFUSED", httpStatus: status, outage: true },
      );
    }
    throw this.#refusal(request, status, answer);
  }

  #refusal(request: RegistryRequest, status: number, answer: unknown): RegistryError {
    const errorCode = errorCodeOf(answer);
    const known = status >= 400 && errorCode !== undefined && errorCode !== 404;
    if (!known) {
      return new RegistryError(
        `What answers at ${this.url} is no schema registry (${status} to ${request.what}): ` +
          "check SCHEMA_REGISTRY_URL",
        { code: "REGISTRY_ANSWER_INVALID", httpStatus: status, outage: true },
      );
    }
    return new RegistryError(
      `The schema registry ${this.url} refused to ${request.what}${told(answer)}`,
      { code: "REGISTRY_REFUSED", httpStatus: status, errorCode },
    );
  }

  #unreachable(
    { what, reads }: RegistryRequest,
    why: string,
    details: { httpStatus?: number; errorCode?: number | undefined; cause?: unknown },
  ): RegistryError {
    const { errorCode, ...rest } = details;
    return new RegistryError(
      `The schema registry ${this.url} can't be used to ${what} (${why}): start one with ` +
        "deno task registry, or check SCHEMA_REGISTRY_URL",
      {
        code: "REGISTRY_UNREACHABLE",
        outage: true,
        definite: reads,
        ...rest,
        ...(errorCode !== undefined && { errorCode }),
      },
    );
  }
}

function urlsOf(given: string | readonly string[]): readonly string[] {
  const texts = (typeof given === "string" ? given.split(",") : given).map((url) => url.trim());
  if (texts.length === 0) throw new ConfigError("No URL of a schema registry was given: give one");
  return texts.map((text) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol)) {
      throw new ConfigError("The URL of the schema registry is none: use http://host:port");
    }
    if (url.username !== "" || url.password !== "") {
      throw new ConfigError(
        "The URL of the schema registry holds a login: give it as SCHEMA_REGISTRY_BASIC_AUTH",
      );
    }
    return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  });
}

function headersOf(basicAuth: Secret | undefined): Readonly<Record<string, string>> {
  const headers = { "accept": `${CONTENT_TYPE}, application/json`, "content-type": CONTENT_TYPE };
  if (basicAuth === undefined) return headers;
  const login = basicAuth.reveal();
  if (!login.includes(":")) {
    throw new ConfigError("SCHEMA_REGISTRY_BASIC_AUTH is ***: use user:password");
  }
  return { ...headers, authorization: `Basic ${new TextEncoder().encode(login).toBase64()}` };
}

/** The text of an answer, of which no more is held than a registry would say. */
async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error("its answer is too long");
    chunks.push(chunk);
  }
  return await new Blob(chunks as BlobPart[]).text();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorCodeOf(answer: unknown): number | undefined {
  const code = (answer as { readonly error_code?: unknown } | null | undefined)?.error_code;
  return typeof code === "number" ? code : undefined;
}

/** What the registry says of it, in one line. */
function told(answer: unknown): string {
  const message = (answer as { readonly message?: unknown } | null | undefined)?.message;
  if (typeof message !== "string") return "";
  // deno-lint-ignore no-control-regex
  const line = message.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  return `: ${line.length > 500 ? `${line.slice(0, 499)}…` : line} (${errorCodeOf(answer)})`;
}
