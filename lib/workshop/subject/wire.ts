import { type ErrorDetails, WorkshopError } from "../../core/mod.ts";

/**
 * How harness and learner's process tell each other values: JSON, one message a line. What JSON
 * lacks stands in an object with the one key `~`.
 */
export type Encoded = null | boolean | number | string | Encoded[] | { [key: string]: Encoded };

/** Names for values that stay on their side: functions of the harness, live objects of the child. */
export interface References {
  /** Called for a function; without it functions can't be sent. */
  readonly functionId?: (value: (...args: never[]) => unknown) => number;
  /** Gives a function for an id. */
  readonly functionFor?: (id: number) => unknown;
  /** Gives a live object for an id. */
  readonly liveFor?: (id: number) => unknown;
  /** Gives the class of an error of ours by its name, so that `instanceof` holds. */
  readonly errorFor?: (name: string) => ErrorClass | undefined;
}

/** A class of errors that say what a {@link WorkshopError} says. */
export type ErrorClass = new (message: string, details: ErrorDetails) => WorkshopError;

/** A client that lives in the learner's process; the harness holds only its number. */
export class LiveHandle {
  /** The number that the learner's process knows it by. */
  readonly id: number;

  /** Made by `Subject.open` only. */
  constructor(id: number) {
    this.id = id;
  }
}

const DEEPEST = 64;
const MOST_VALUES = 1_000_000;
const ERROR_FIELDS = [
  "code",
  "retriable",
  "definite",
  "outage",
  "topic",
  "partition",
  "offset",
] as const;

/**
 * A value as JSON can carry it.
 *
 * @throws {TypeError} for functions, symbols and what is nested too deep, too large or in a circle
 */
export function encode(value: unknown, references: References = {}): Encoded {
  return new Encoder(references).encode(value);
}

class Encoder {
  readonly #references: References;
  /** The objects around the one that is encoded now. */
  readonly #around: object[] = [];
  #values = 0;

  constructor(references: References) {
    this.#references = references;
  }

  encode(value: unknown): Encoded {
    if (++this.#values > MOST_VALUES) throw new TypeError("It has more than a million values");
    switch (typeof value) {
      case "boolean":
      case "string":
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { "~": "number", v: Object.is(value, -0) ? "-0" : String(value) };
      case "bigint":
        return { "~": "bigint", v: value.toString() };
      case "undefined":
        return { "~": "undefined" };
      case "function":
        return this.#function(value as () => unknown);
      case "symbol":
        throw new TypeError("A symbol can't be sent");
    }
    return value === null ? null : this.#inside(value!);
  }

  #function(value: () => unknown): Encoded {
    const { functionId } = this.#references;
    if (functionId === undefined) throw new TypeError("A function can't be sent");
    return { "~": "function", v: functionId(value) };
  }

  #inside(value: object): Encoded {
    if (this.#around.includes(value)) throw new TypeError("It holds itself: it goes in a circle");
    if (this.#around.length >= DEEPEST) throw new TypeError("It is nested deeper than 64 levels");
    this.#around.push(value);
    const encoded = this.#object(value);
    this.#around.pop();
    return encoded;
  }

  #object(value: object): Encoded {
    const inner = (item: unknown) => this.encode(item);
    if (value instanceof LiveHandle) return { "~": "live", v: value.id };
    if (Array.isArray(value)) return Array.from(value, inner);
    if (value instanceof Uint8Array) return { "~": "bytes", v: toBase64(value) };
    if (value instanceof Date) return { "~": "date", v: inner(timeOf(value)) };
    if (value instanceof Map) {
      return { "~": "map", v: Array.from(value, ([key, item]) => [inner(key), inner(item)]) };
    }
    if (value instanceof Set) return { "~": "set", v: Array.from(value, inner) };
    if (value instanceof Error) return { "~": "error", v: encodeError(value, inner) };
    const plain: { [key: string]: Encoded } = {};
    for (const [key, item] of Object.entries(value)) plain[key] = inner(item);
    return "~" in plain ? { "~": "object", v: plain } : plain;
  }
}

const { toBase64: bytesToBase64 } = Uint8Array.prototype;
const { getTime } = Date.prototype;

/** Not the object's own method: a subclass may answer anything. */
function toBase64(bytes: Uint8Array): string {
  return bytesToBase64.call(bytes);
}

function timeOf(date: Date): number {
  return getTime.call(date);
}

function encodeError(error: Error, inner: (item: unknown) => Encoded): Encoded {
  const { name, message, cause, stack } = error;
  const encoded: { [key: string]: Encoded } = { name: String(name), message: String(message) };
  for (const field of ERROR_FIELDS) {
    const value = (error as unknown as Record<string, unknown>)[field];
    if (value !== undefined && typeof value !== "function") encoded[field] = inner(value);
  }
  if (cause instanceof Error) encoded["cause"] = inner(cause);
  if (typeof stack === "string") encoded["stack"] = stack;
  return encoded;
}

/** The value that {@link encode} was given. */
export function decode(encoded: Encoded, references: References = {}): unknown {
  if (encoded === null || typeof encoded !== "object") return encoded;
  const inner = (item: Encoded) => decode(item, references);
  if (Array.isArray(encoded)) return encoded.map(inner);
  const tag = encoded["~"];
  if (typeof tag === "string") return decodeTagged(tag, encoded["v"] ?? null, references);
  return Object.fromEntries(Object.entries(encoded).map(([key, item]) => [key, inner(item)]));
}

function decodeTagged(tag: string, value: Encoded, references: References): unknown {
  const inner = (item: Encoded) => decode(item, references);
  switch (tag) {
    case "undefined":
      return undefined;
    case "number":
      return Number(value);
    case "bigint":
      return BigInt(value as string);
    case "bytes":
      return Uint8Array.fromBase64(value as string);
    case "date":
      return new Date(inner(value) as number);
    case "map":
      return new Map(inner(value) as [unknown, unknown][]);
    case "set":
      return new Set(inner(value) as unknown[]);
    case "error":
      return decodeError(value as { [key: string]: Encoded }, inner, references);
    case "object":
      return Object.fromEntries(
        Object.entries(value as { [key: string]: Encoded }).map(([key, item]) => [
          key,
          inner(item),
        ]),
      );
    case "live":
      return references.liveFor?.(value as number) ?? new LiveHandle(value as number);
    case "function":
      return references.functionFor?.(value as number);
    default:
      throw new TypeError(`There is no value of kind "${tag}"`);
  }
}

/** Classes that code tells errors by. */
const BUILT_IN: ReadonlyMap<string, ErrorConstructor> = new Map([
  ["TypeError", TypeError],
  ["RangeError", RangeError],
  ["SyntaxError", SyntaxError],
  ["ReferenceError", ReferenceError],
  ["URIError", URIError],
]);

function decodeError(
  fields: { [key: string]: Encoded },
  inner: (item: Encoded) => unknown,
  { errorFor }: References,
): Error {
  const { name = "Error", message = "", stack, ...rest } = fields;
  const details = Object.fromEntries(
    Object.entries(rest).map(([key, item]) => [key, inner(item)]),
  );
  // Only an error that says all of this is ours; to fill in a default would claim what nobody said.
  const ours = ["code", "retriable", "definite"].every((field) => field in details);
  const OurError = errorFor?.(String(name)) ?? WorkshopError;
  const error = ours
    ? new OurError(String(message), details as unknown as { code: string })
    : Object.assign(new (BUILT_IN.get(String(name)) ?? Error)(String(message)), details);
  error.name = String(name);
  if (typeof stack === "string") error.stack = stack;
  return error;
}
