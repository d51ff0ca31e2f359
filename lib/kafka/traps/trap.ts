/** A way in which kafkajs 2.2.4 lets its users down, and what this library does about it. */
export interface Trap {
  /** Name of its test file without `_test.ts`. */
  readonly name: string;
  /** What happens to whoever uses bare kafkajs. */
  readonly trap: string;
  /** Why. */
  readonly cause: string;
  /** Issues and pull requests of tulios/kafkajs that tell of it. */
  readonly issues: readonly number[];
  /** What the library does instead. */
  readonly guard: string;
  /** Where that is done, as paths below lib/. */
  readonly where: readonly string[];
  /** Whether its test shows bare kafkajs fall into it, beside ours. */
  readonly shown: boolean;
}
