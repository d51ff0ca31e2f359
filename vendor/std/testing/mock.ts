/**
 * Local stand-in for the part of jsr:@std/testing/mock that this project calls, over node:test.
 *
 * @module
 */
import { mock } from "node:test";
import { assertEquals } from "@std/assert";

// deno-lint-ignore no-explicit-any
type AnyFunction = (...args: any[]) => any;

/** One recorded call. */
export interface SpyCall<F extends AnyFunction> {
  args: Parameters<F>;
  returned?: ReturnType<F>;
  error?: unknown;
}

/** A function that records its calls. */
export type Spy<F extends AnyFunction> = F & { readonly calls: SpyCall<F>[] };

/** Wraps a function so that its calls are recorded. */
export function spy<F extends AnyFunction>(func?: F): Spy<F> {
  const recorded = mock.fn(func ?? (() => undefined));
  Object.defineProperty(recorded, "calls", {
    get: () =>
      recorded.mock.calls.map((call) => ({
        args: call.arguments,
        returned: call.result,
        ...(call.error === undefined ? {} : { error: call.error }),
      })),
  });
  return recorded as unknown as Spy<F>;
}

/** Asserts how often a spy was called. */
export function assertSpyCalls<F extends AnyFunction>(spied: Spy<F>, expected: number): void {
  assertEquals(spied.calls.length, expected, "number of calls");
}
