import type { Random } from "../../lib/core/mod.ts";
import type { Edge } from "./edge.ts";
import { envelopesThatBreak, envelopesThatFit } from "./envelope_edges.ts";
import { LARGE_EDGES } from "./large_edges.ts";
import { goodMessage } from "./messages.ts";
import { NAME_EDGES } from "./name_edges.ts";
import { RULE_EDGES } from "./rule_edges.ts";
import { BASE } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";
import type { Asked } from "./verdicts.ts";

const TYPE = "quota-changed";
const EDGES: readonly Edge[] = [...RULE_EDGES, ...NAME_EDGES, ...LARGE_EDGES];

/** Valid messages by schemas that have few rules; the same in each run, but for what is around. */
export function edgesThatFit(random: Random): Asked[] {
  const payloads = EDGES.flatMap(({ schema, fits }) =>
    fits.map((value) => messageWith(random, { schema, value }))
  );
  return [...payloads, ...envelopesThatFit()];
}

/** Messages that break one of the few rules. */
export function edgesThatBreak(random: Random): Asked[] {
  const payloads = EDGES.flatMap(({ schema, breaks }) =>
    breaks.map(([what, value]) => ({
      ...messageWith(random, { schema, value }),
      how: `edge of the payload is ${what}`,
    }))
  );
  return [...payloads, ...envelopesThatBreak()];
}

const encoder = new TextEncoder();

function messageWith(
  random: Random,
  { schema, value }: { readonly schema: Schema; readonly value: unknown },
): Asked {
  const payload: Schema = { type: "object", required: ["edge"], properties: { edge: schema } };
  const schemas: Schemas = { ...BASE, payloads: { ...BASE.payloads, [TYPE]: payload } };
  const message = { ...goodMessage(random, BASE), eventType: TYPE, payload: { edge: value } };
  return { bytes: encoder.encode(JSON.stringify(message)), schemas };
}
