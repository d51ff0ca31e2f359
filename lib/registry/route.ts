import { refused, RegistryError } from "./errors.ts";
import type { LogWriter } from "./log_writer.ts";
import type { RegistryState } from "./state.ts";

/** What a route is handed. */
export interface Call {
  readonly state: RegistryState;
  /** Changes the log and resolves when the change was read back. */
  readonly change: LogWriter["change"];
  /** Parts of the path, in their order. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** The body, read and parsed. */
  readonly body: () => Promise<Record<string, unknown>>;
  /** What is told of this registry itself. */
  readonly about: { readonly clusterId: string };
}

/** A text that is the answer's body as it is. */
export class RawText {
  constructor(readonly text: string) {}
}

/** One method on one kind of path; `*` stands for any one part. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  /** Gives what is sent as JSON, or a {@link RawText}. */
  readonly answer: (call: Call) => unknown | Promise<unknown>;
}

/** Whether a parameter of the query is `true`. */
export function isSet(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === "true";
}

/** A whole number of the query. @throws {RegistryError} 404, as Confluent's registry */
export function countOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  return text === null ? fallback : wholeNumber(text);
}

/** A number in a path or a query. @throws {RegistryError} 404, as Confluent's registry */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && (value | 0) === value) return value;
  throw notFound();
}

/** What is answered where there is nothing. */
export function notFound(): RegistryError {
  return new RegistryError(404, "HTTP 404 Not Found");
}

/** The version of a path: a number or `latest`. @throws {RegistryError} 42202 */
export function versionOf(text: string): number | "latest" {
  if (text === "latest" || text === "-1") return "latest";
  const version = Number(text);
  if (/^\d+$/.test(text) && version > 0 && version < 2 ** 31) return version;
  throw refused.invalidVersion(text.slice(0, 60));
}

const DEFAULT_CONTEXT = ":.:";

/** The subject of a path. @throws {RegistryError} 42208 for a name that none can have */
export function subjectOf(text: string): string {
  const subject = text.startsWith(DEFAULT_CONTEXT) ? text.slice(DEFAULT_CONTEXT.length) : text;
  const isOtherContext = subject.startsWith(":.");
  // deno-lint-ignore no-control-regex
  if (subject !== "" && !isOtherContext && !/[\u0000-\u001f\u007f-\u009f]/.test(subject)) {
    return subject;
  }
  throw refused.invalidSubject(isOtherContext ? subject.slice(0, 60) : "");
}
