/**
 * Lab 08, JSON envelopes. Read labs/08_json_envelopes/README.md first, then fill the blank.
 *
 * @module
 */

/** A part of JSON Schema. Each schema has a `type`; the other rules stand where they apply. */
export interface Schema {
  readonly type: "object" | "array" | "string" | "integer" | "boolean";
  /** Of an object: fields that must be there. */
  readonly required?: readonly string[];
  /** Of an object: what fields must fit, where they are there. */
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Of an object: no fields but those of `properties`. Without this rule, others are welcome. */
  readonly additionalProperties?: false;
  /** Of an array: what each item must fit. */
  readonly items?: Schema;
  /** Of a string: one of these. */
  readonly enum?: readonly string[];
  /** Of a string: its least number of characters, counted in code points: an emoji is one. */
  readonly minLength?: number;
  /** Of a string: a regular expression (flag `u`) that fits somewhere in it. */
  readonly pattern?: string;
  /** Of an integer: its least value. */
  readonly minimum?: number;
}

/** What messages must fit: all of them the envelope, and their payload the schema of their type. */
export interface Schemas {
  readonly envelope: Schema;
  /** By event type. There are no types but these. */
  readonly payloads: Readonly<Record<string, Schema>>;
}

/** What is found out about a message. */
export type Verdict =
  | { readonly valid: true; readonly type: string }
  | {
    readonly valid: false;
    readonly stage: "envelope" | "event_type" | "payload";
    /** JSON pointer (RFC 6901) to the place that breaks a rule, from the message's root. */
    readonly pointer: string;
    /** Which rule it breaks, in your words. */
    readonly problem: string;
  };

/**
 * Validates the value of a record: `null` for a tombstone, else whatever bytes somebody sent.
 *
 * What is graded, for random schemas and messages (`eventType` and `payload` are always in the
 * envelope's `required`, the first a string, the second an object):
 * - A message is valid when its bytes are UTF-8, their text is JSON, it fits `schemas.envelope`, its
 *   `eventType` has a schema in `schemas.payloads`, and its `payload` fits that. Then `type` is its
 *   event type. No message that is valid is refused, and none that is not is accepted.
 * - The first stage that refuses it counts: `envelope` (what is no JSON, too), then `event_type`,
 *   then `payload`.
 * - `pointer` names the value that breaks a rule: for a field that is missing, or is one too many,
 *   the object where it is so. `""` is the whole message, `/eventType` the type, and `/payload/tags/2`
 *   the third item of a list. In a field's name `~` is written `~0` and `/` is written `~1`. When
 *   several values of that stage break rules, name any one of them.
 * - `problem` is not empty and quotes nothing of the message: it goes into log lines and headers.
 * - It never throws, whatever it is given.
 */
export function validate(bytes: Uint8Array | null, schemas: Schemas): Verdict {
  const message = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
  // TODO: it parses. Is it valid? The schemas know.
  const known = message.eventType in schemas.payloads;
  if (known) return { valid: true, type: message.eventType };
  return { valid: false, stage: "event_type", pointer: "/eventType", problem: "is no type" };
}
