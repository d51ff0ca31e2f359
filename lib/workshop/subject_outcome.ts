/** What a called function did of its own will. */
export type Outcome =
  | { readonly outcome: "returned"; readonly value: unknown }
  | { readonly outcome: "threw"; readonly error: ThrownError };

/** An error as learner code threw it: fields it did not have are not there. */
export type ThrownError = Error & {
  readonly code?: unknown;
  readonly retriable?: unknown;
  readonly definite?: unknown;
};
