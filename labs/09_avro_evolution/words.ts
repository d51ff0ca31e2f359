import type { EnumType } from "./stub.ts";

/** An enum of some words, with a default for words that it does not know or without one. */
export function words(symbols: readonly string[], fallback?: string): EnumType {
  const type = { type: "enum", name: "Reason", symbols } as const;
  return fallback === undefined ? type : { ...type, default: fallback };
}
