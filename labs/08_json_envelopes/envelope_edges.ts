import { BASE } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";
import type { Asked } from "./verdicts.ts";

/** An envelope of nothing but what each has, and where others are welcome. */
const OPEN: Schema = {
  type: "object",
  required: ["eventType", "payload"],
  properties: { eventType: { type: "string" }, payload: { type: "object" } },
};

/** Types that somebody takes for none, for each other, or for something that objects have. */
const TYPES = ["", " ", "quota-changed", "Quota-Changed", "a/b~c", "größe", "constructor", "0"];

/** Each type's payload has a field of its name, and no other. */
const ODD_TYPES: Schemas = {
  envelope: OPEN,
  payloads: Object.fromEntries(
    TYPES.map((type): [string, Schema] => [type, {
      type: "object",
      required: [type],
      properties: { [type]: { type: "integer" } },
      additionalProperties: false,
    }]),
  ),
};

/** The envelope has rules for the payload, beside those of its type. */
const STRICT: Schemas = {
  ...ODD_TYPES,
  envelope: {
    ...OPEN,
    properties: { ...OPEN.properties, payload: { type: "object", required: ["0"] } },
  },
};

/** Valid messages in envelopes that have other rules than most. */
export function envelopesThatFit(): Asked[] {
  return [
    ...TYPES.map((type) => asked(ODD_TYPES, { eventType: type, payload: { [type]: 7 } })),
    asked(ODD_TYPES, { eventType: "0", payload: { "0": 7 }, addedLater: [null] }),
    asked(STRICT, { eventType: "0", payload: { "0": 7 } }),
  ];
}

/** Messages that break a rule of their envelope, or have the payload of another type. */
export function envelopesThatBreak(): Asked[] {
  const others = TYPES.map((type, at) => {
    const other = TYPES.at(at - 1)!;
    const message = { eventType: type, payload: { [other]: 7 } };
    return asked(ODD_TYPES, message, `"${type}" has the payload of a "${other}"`);
  });
  return [
    ...others,
    asked(BASE, {}, "the envelope is empty"),
    asked(BASE, without("eventType"), "the envelope lacks eventType"),
    asked(BASE, without("payload"), "the envelope lacks payload"),
    asked(STRICT, { eventType: "0", payload: {} }, LACKING),
    asked(STRICT, { eventType: "gone", payload: {} }, LACKING),
  ];
}

const LACKING = "the payload lacks what the envelope asks for";

function without(name: "eventType" | "payload"): unknown {
  return {
    eventId: "e-1",
    eventType: "user-created",
    eventVersion: "1.0",
    eventTime: "2024-01-01T00:00:00Z",
    payload: { userId: "u-1", name: "Ann", email: "ann@example.com" },
    [name]: undefined,
  };
}

const encoder = new TextEncoder();

function asked(schemas: Schemas, message: unknown, how?: string): Asked {
  const bytes = encoder.encode(JSON.stringify(message));
  return { bytes, schemas, ...(how !== undefined && { how }) };
}
