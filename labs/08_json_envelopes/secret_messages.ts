import type { Secret } from "./secret.ts";
import { BASE } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";
import type { Asked } from "./verdicts.ts";

const TEXT: Schema = { type: "string" };

const SCHEMAS: Schemas = {
  ...BASE,
  payloads: {
    "bill-paid": {
      type: "object",
      required: ["payer"],
      properties: {
        payer: { type: "string", minLength: 50 },
        email: { type: "string", pattern: "@" },
        currency: { type: "string", enum: ["IDR", "EUR"] },
        cents: { type: "integer", minimum: 0 },
        paid: { type: "boolean" },
        lines: { type: "array", items: TEXT },
        address: { type: "object", required: ["street"], properties: { street: TEXT } },
      },
      additionalProperties: false,
    },
  },
};

/** Messages that are wrong where the secret stands, or because of it. */
export function messagesWith({ letters, digits }: Secret): Asked[] {
  const good = { payer: "Ann".padEnd(50, "n") };
  const message = {
    eventId: "e-1",
    eventType: "bill-paid",
    eventVersion: "1.0",
    eventTime: "2024-01-01T00:00:00Z",
    payload: good,
  };
  const inPayload = (fields: object) => ({ ...message, payload: { ...good, ...fields } });
  const number = Number(digits);
  const texts: readonly (readonly [how: string, value: unknown])[] = [
    ["the text is no JSON", `x${letters}`],
    ["the text ends in the middle", `{"eventId":"${letters}`],
    ["a quote is missing", `{"eventId":x${letters}}`],
    ["it is a list", [letters, number]],
    ["the type has no schema", { ...message, eventType: letters }],
    ["the type is a number", { ...message, eventType: number }],
    ["the version breaks its pattern", { ...message, eventVersion: letters }],
    ["the payload is a text", { ...message, payload: letters }],
    ["the payload is a list", { ...message, payload: [letters] }],
    ["the envelope has a field too many", { ...message, [letters]: letters }],
    ["the envelope lacks its time", { ...message, eventId: letters, eventTime: undefined }],
    ["the payer's name is too short", inPayload({ payer: letters })],
    ["the payer's name is a number", inPayload({ payer: number })],
    ["the address breaks its pattern", inPayload({ email: letters })],
    ["the currency is no allowed word", inPayload({ currency: letters })],
    ["the amount is below its minimum", inPayload({ cents: -number })],
    ["the amount is a fraction", inPayload({ cents: number + 0.5 })],
    ["the amount is a text", inPayload({ cents: letters })],
    ["a yes or no is a text", inPayload({ paid: letters })],
    ["a list is a text", inPayload({ lines: letters })],
    ["an item of a list is a number", inPayload({ lines: ["", number] })],
    ["an item of a list is an object", inPayload({ lines: [{ [letters]: letters }] })],
    ["an object is a list", inPayload({ address: [letters] })],
    ["an object lacks a field", inPayload({ address: { [letters]: number } })],
    ["the payload has a field too many", inPayload({ [letters]: 1 })],
    ["the payload lacks the payer", { ...message, payload: { email: `${letters}@` } }],
  ];
  const encoder = new TextEncoder();
  return texts.map(([how, value]) => ({
    bytes: encoder.encode(typeof value === "string" ? value : JSON.stringify(value)),
    schemas: SCHEMAS,
    how,
  }));
}
