import type { Random } from "../core/mod.ts";
import type { Poison, PoisonKind } from "./poison.ts";

/** The ways in which a message without event types can be broken. */
const KINDS = ["bad_json", "missing_field", "wrong_type", "empty_value"] as const;

const encoder = new TextEncoder();

/**
 * Breaks a good message of a kind that has no event types, so that each way of breaking is as likely
 * as the others.
 *
 * @param required fields that the message can't do without
 */
export function poisonFromPlain(
  message: object,
  required: readonly [string, ...string[]],
  random: Random,
): Poison {
  const kind = random.pick(KINDS);
  return {
    kind,
    value: encoder.encode(broken(kind, message, { field: random.pick(required), random })),
  };
}

function broken(
  kind: PoisonKind,
  message: object,
  { field, random }: { readonly field: string; readonly random: Random },
): string {
  if (kind === "empty_value") return "";
  const text = JSON.stringify(message);
  if (kind === "bad_json") return text.slice(0, random.int(1, text.length - 1));
  const value = (message as Record<string, unknown>)[field];
  return JSON.stringify({ ...message, [field]: kind === "missing_field" ? undefined : [value] });
}
