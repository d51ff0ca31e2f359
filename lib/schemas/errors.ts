import { WorkshopError } from "../core/mod.ts";

/** The three stages of a message's validation, in their order. */
export const VALIDATION_STAGES = ["envelope", "event_type", "payload"] as const;

/** One of the three stages of a message's validation. */
export type ValidationStage = (typeof VALIDATION_STAGES)[number];

const CODES: Readonly<Record<ValidationStage, string>> = {
  envelope: "ENVELOPE_INVALID",
  event_type: "EVENT_TYPE_UNKNOWN",
  payload: "PAYLOAD_INVALID",
};

/**
 * A message that does not fit its schema. It names stage, place and rule and quotes nothing of the
 * message; a retry can't help.
 */
export class SchemaValidationError extends WorkshopError {
  /** The stage that refused it. */
  readonly stage: ValidationStage;
  /** JSON pointer (RFC 6901) to the refused place, empty for the whole message. */
  readonly pointer: string;

  /** Says what rule `problem` the place `pointer` breaks, and in which file the rules stand. */
  constructor(
    stage: ValidationStage,
    { pointer, problem, schemaFile }: { pointer: string; problem: string; schemaFile: string },
  ) {
    const place = pointer === "" ? "The message" : `${pointer} of the message`;
    super(`${place} ${problem} (stage ${stage}): compare it with ${schemaFile}`, {
      code: CODES[stage],
    });
    this.stage = stage;
    this.pointer = pointer;
  }
}
