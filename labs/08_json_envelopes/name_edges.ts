import type { Edge } from "./edge.ts";

/** Names that are written otherwise in a pointer, or that somebody takes for something else. */
const ODD_NAMES = [
  ...["a/b/c", "~m~n~", "~1", "/~0/~1/", "%2F", "#", ".", "", " ", " a b ", "0", "-"],
  ...["größe", "e\u0301", "名前", 'say "hi"', "back\\slash", "\t", "constructor", "length"],
  "x".repeat(300),
];

/** Fields with odd names, and names that only look alike. */
export const NAME_EDGES: readonly Edge[] = [
  ...ODD_NAMES.map((name): Edge => ({
    schema: { type: "object", required: [name], properties: { [name]: { type: "integer" } } },
    fits: [{ [name]: 7 }],
    breaks: [
      [`an object whose field ${told(name)} is a text`, { [name]: "7" }],
      [`an object that lacks the field ${told(name)}`, {}],
    ],
  })),
  {
    schema: { type: "object", required: ["\u00e9"] },
    fits: [{ "\u00e9": 1, "\u00c9": 2, "e\u0301": 3 }],
    breaks: [
      ["without é, which is required, and has É", { "\u00c9": 1 }],
      ["without é, which is required, and has an e with an accent after it", { "e\u0301": 1 }],
    ],
  },
];

function told(name: string): string {
  return JSON.stringify(name.length > 20 ? `${name.slice(0, 20)}…` : name);
}
