import type { Edge } from "./edge.ts";

/** Rules alone and beside each other. */
export const RULE_EDGES: readonly Edge[] = [
  {
    schema: { type: "integer" },
    // Beyond 2^53 JavaScript skips numbers; integers they are all the same.
    fits: [0, -7, Number.MAX_SAFE_INTEGER + 9, -1e300],
    breaks: [["a fraction", 0.1]],
  },
  { schema: { type: "integer", minimum: 0 }, fits: [0], breaks: [["below 0", -1]] },
  // Half an emoji is no character, and JSON can write it; what stands for spoilt bytes is one.
  { schema: { type: "string" }, fits: ["", "😀", "\ud83d", "\ufffd"], breaks: [["null", null]] },
  {
    // A letter and its accent are two code points, although they look like one character.
    schema: { type: "string", minLength: 2 },
    fits: ["e\u0301", "😀😀"],
    breaks: [["one emoji, and two characters are asked for", "😀"]],
  },
  {
    schema: { type: "string", enum: ["low", "high"] },
    fits: ["low", "high"],
    breaks: [
      ["a piece of an allowed word", "ow"],
      ["two allowed words, with a comma", "low,high"],
      ["no allowed word, and something that every object has", "constructor"],
    ],
  },
  {
    schema: { type: "string", pattern: "^a.c$" },
    fits: ["abc", "a😀c"],
    breaks: [
      ["in capitals, and its pattern is not", "ABC"],
      ["of two lines, the first of which fits its pattern", "abc\nd"],
      ["of two lines, and a dot of its pattern is no end of a line", "a\nc"],
    ],
  },
  {
    // Rules stand beside each other: none of them makes another one superfluous.
    schema: { type: "string", enum: ["a", "abc", "bcd"], minLength: 2, pattern: "^a" },
    fits: ["abc"],
    breaks: [
      ["an allowed word that is too short", "a"],
      ["an allowed word that is not as the pattern says", "bcd"],
      ["as the pattern says, and no allowed word", "abcd"],
    ],
  },
  { schema: { type: "array" }, fits: [[], [null, 7, "x"]], breaks: [["an object", {}]] },
  {
    schema: { type: "array", items: { type: "integer" } },
    fits: [[7, 7]],
    breaks: [["a list whose last item of twelve is a text", [...Array(11).fill(7), "7"]]],
  },
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
