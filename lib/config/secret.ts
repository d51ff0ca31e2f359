const REDACTED = "***";

/**
 * A password that no print, JSON text or template shows: only {@linkcode Secret.reveal} gives it.
 *
 * @example
 * ```ts
 * import { Secret } from "./secret.ts";
 *
 * console.log(`${new Secret("hunter2")}`); // ***
 * ```
 */
export class Secret {
  readonly #value: string;

  /** Wraps a password. */
  constructor(value: string) {
    this.#value = value;
  }

  /** The password itself, for the one place that sends it. */
  reveal(): string {
    return this.#value;
  }

  /** Three stars. */
  toString(): string {
    return REDACTED;
  }

  /** Three stars. */
  toJSON(): string {
    return REDACTED;
  }

  /** Three stars. */
  [Symbol.for("Deno.customInspect")](): string {
    return REDACTED;
  }

  /** Three stars. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }
}
