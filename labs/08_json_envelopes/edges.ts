import type { Random } from "../../lib/core/mod.ts";
import { bytesOf, goodMessage } from "./messages.ts";
import { BASE } from "./schemas.ts";
import type { Schema, Schemas } from "./stub.ts";
import type { Asked } from "./verdicts.ts";

const TYPE = "quota-changed";

/** A rule that is there without the one that mostly comes with it, and a value it is about. */
interface Edge {
  readonly schema: Schema;
  readonly fits: readonly unknown[];
  /** Values that break it, each with what it is. */
  readonly breaks: readonly (readonly [what: string, value: unknown])[];
}

const EDGES: readonly Edge[] = [
  {
    schema: { type: "integer" },
    // Beyond 2^53 JavaScript skips numbers; integers they are all the same.
    fits: [0, -7, Number.MAX_SAFE_INTEGER + 9, -1e300],
    breaks: [["a fraction", 0.1]],
  },
  { schema: { type: "integer", minimum: 0 }, fits: [0], breaks: [["below 0", -1]] },
  { schema: { type: "string" }, fits: ["", "😀"], breaks: [["null", null]] },
  {
    // A letter and its accent are two code points, although they look like one character.
    schema: { type: "string", minLength: 2 },
    fits: ["e\u0301", "😀😀"],
    breaks: [["one emoji, and two characters are asked for", "😀"]],
  },
  { schema: { type: "array" }, fits: [[], [null, 7, "x"]], breaks: [["an object", {}]] },
  {
    schema: { type: "object", additionalProperties: false },
    fits: [{}],
    breaks: [["not empty, and its schema allows no field", { extra: 1 }]],
  },
  {
    schema: { type: "object", required: ["note"] },
    // What every object answers to may be a field, too.
    fits: [{ note: null }, { note: "", more: [] }, { note: 1, hasOwnProperty: 1, toString: "" }],
    breaks: [["without note, which is required", { more: [] }]],
  },
];

/** Valid messages by schemas that have few rules; the same in each run, but for what is around. */
export function edgesThatFit(random: Random): Asked[] {
  return EDGES.flatMap(({ schema, fits }) =>
    fits.map((value) => messageWith(random, { schema, value }))
  );
}

/** Messages that break one of the few rules. */
export function edgesThatBreak(random: Random): Asked[] {
  return EDGES.flatMap(({ schema, breaks }) =>
    breaks.map(([what, value]) => ({
      ...messageWith(random, { schema, value }),
      how: `edge of the payload is ${what}`,
    }))
  );
}

function messageWith(
  random: Random,
  { schema, value }: { readonly schema: Schema; readonly value: unknown },
): Asked {
  const payload: Schema = { type: "object", required: ["edge"], properties: { edge: schema } };
  const schemas: Schemas = { ...BASE, payloads: { ...BASE.payloads, [TYPE]: payload } };
  const message = goodMessage(random, BASE);
  return {
    bytes: bytesOf({ ...message, eventType: TYPE, payload: { edge: value } }, random),
    schemas,
  };
}
