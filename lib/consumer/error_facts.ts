import { WorkshopError } from "../core/mod.ts";

/** What may be told of a failure in headers and log lines. */
export interface ErrorFacts {
  /** Name of the error's class. */
  readonly class: string;
  /** Its code; `UNEXPECTED` where it has none of ours. */
  readonly code: string;
  /** Where it arose: `validate`, `store`; `handler` where the error doesn't say. */
  readonly stage: string;
  /** What it says; only of our own errors. */
  readonly message: string | undefined;
}

/** Longest message in a header, in characters. */
const MAX_MESSAGE = 500;
const NAME = /^[\w$.:-]{1,100}$/;

/**
 * What may be told of whatever was thrown. The text of an error that isn't ours is left out: V8
 * quotes the payload in a SyntaxError, and other libraries do so too.
 */
export function factsOf(error: unknown): ErrorFacts {
  const isOurs = error instanceof WorkshopError;
  return {
    class: error instanceof Error ? named(error.name, "Error") : typeof error,
    code: isOurs ? error.code : "UNEXPECTED",
    stage: named((error as { readonly stage?: unknown } | null | undefined)?.stage, "handler"),
    message: isOurs ? shortened(error.message) : undefined,
  };
}

/** A name that is one; text in its place may be anything. */
function named(name: unknown, otherwise: string): string {
  return typeof name === "string" && NAME.test(name) ? name : otherwise;
}

function shortened(message: string): string {
  return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 1)}…`;
}
