import type { Edge } from "./edge.ts";
import { BASE } from "./schemas.ts";
import type { Asked } from "./verdicts.ts";

/** More than a call takes as arguments; the message has less than a megabyte all the same. */
const ITEMS = 200_000;
/** More lists in lists than there is room for calls in calls. */
const DEPTH = 20_000;

const LISTS = "[".repeat(DEPTH) + "]".repeat(DEPTH);
const DEEP: unknown = JSON.parse(LISTS);

/** Messages as they are sent by somebody who has a loop that does not end, or means harm. */
export const LARGE_EDGES: readonly Edge[] = [
  {
    schema: { type: "array", items: { type: "integer" } },
    fits: [Array(ITEMS).fill(7)],
    breaks: [
      [`a list of ${ITEMS} items, all of them wrong`, Array(ITEMS).fill("")],
      [`a list of ${ITEMS} items, the last of them wrong`, Array(ITEMS).fill(7).with(-1, "7")],
    ],
  },
  {
    schema: { type: "array" },
    fits: [DEEP],
    breaks: [[`a text of ${ITEMS} letters`, "x".repeat(ITEMS)]],
  },
];

const encoder = new TextEncoder();

/** Lists in lists, of which none is a message. */
export function deepNoMessage(): Asked[] {
  return [
    { bytes: encoder.encode(LISTS), schemas: BASE, how: `it is a list in lists, ${DEPTH} deep` },
    { bytes: encoder.encode("[".repeat(DEPTH)), schemas: BASE, how: `${DEPTH} lists begin in it` },
  ];
}
