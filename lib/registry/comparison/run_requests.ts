import type { ComparedRequest } from "./compared_request.ts";
import { REQUESTS } from "./requests.ts";

/** A registry that does not answer shall not hold up the rest for ever. */
const PATIENCE_MS = 30_000;

/** What one registry answered to one request. */
export interface Outcome {
  readonly status: number;
  /** Confluent's number, `undefined` where the answer has none. */
  readonly errorCode: number | undefined;
  /** The parsed body, or its text where it is no JSON. */
  readonly body: unknown;
}

/** What two registries answered to one request of the list. */
export interface ComparedOutcome {
  readonly request: ComparedRequest;
  readonly ours: Outcome;
  readonly theirs: Outcome;
  readonly equal: boolean;
}

/** Sends the whole list to both, request by request. */
export async function compareRequests(
  ours: string,
  theirs: string,
): Promise<readonly ComparedOutcome[]> {
  const [here, there] = [new Asker(ours), new Asker(theirs)];
  const outcomes: ComparedOutcome[] = [];
  for (const request of REQUESTS) {
    const [mine, other] = await Promise.all([here.send(request), there.send(request)]);
    const equal = mine.status === other.status && mine.errorCode === other.errorCode &&
      (request.sameBody === undefined || sortedJson(mine.body) === sortedJson(other.body));
    outcomes.push({ request, ours: mine, theirs: other, equal });
  }
  return outcomes;
}

/** Short form of an answer: `404/40401`. */
export function shortOutcome({ status, errorCode }: Outcome): string {
  return errorCode === undefined || errorCode === status ? `${status}` : `${status}/${errorCode}`;
}

class Asker {
  readonly #url: string;
  readonly #ids = new Map<string, number>();

  constructor(url: string) {
    this.#url = url;
  }

  async send({ line, body, contentType, as }: ComparedRequest): Promise<Outcome> {
    const [method = "GET", path = "/"] = line.split(" ");
    const known = path.replace(/\{(\w+)\}/, (_, label) => String(this.#ids.get(label)));
    const type = contentType ?? "application/vnd.schemaregistry.v1+json";
    const response = await fetch(`${this.#url}${known}`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      method,
      headers: method === "GET" || method === "DELETE" ? {} : { "content-type": type },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const parsed = parseOr(await response.text());
    const object = (typeof parsed === "object" ? parsed ?? {} : {}) as Record<string, unknown>;
    if (as !== undefined && typeof object.id === "number") this.#ids.set(as, object.id);
    const errorCode = typeof object.error_code === "number" ? object.error_code : undefined;
    return { status: response.status, errorCode, body: parsed };
  }
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function sortedJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_key, part) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => a < b ? -1 : 1))
        : part,
  );
}
