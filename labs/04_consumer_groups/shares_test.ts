import { assertEquals } from "@std/assert";
import { seededRandom } from "../../lib/core/mod.ts";
import { shrunkTopic } from "./groups.ts";
import {
  doubled,
  extremes,
  leastMoves,
  moved,
  type Question,
  settled,
  sharesOf,
  sharesText,
  unknown,
  unread,
} from "./shares.ts";

const question: Question = {
  members: [{ id: "a", owned: [0, 1, 2, 3] }, { id: "b", owned: [] }],
  partitions: [0, 1, 2, 3, 4],
};

Deno.test("an answer of the right form is read as shares", () => {
  const shares = sharesOf(question, { a: [0, 1], b: [] });
  assertEquals(shares, new Map([["a", [0, 1]], ["b", []]]));
  assertEquals(typeof shares === "string" ? "" : sharesText(shares), "a: 0 1, b: idle");
});

for (
  const [what, answer, says] of [
    ["nothing", undefined, "returned undefined"],
    ["a list", [[0], [1]], "returned [[0],[1]]"],
    ["a member left out", { a: [0] }, "Member b has no entry"],
    ["a number instead of a list", { a: [], b: 3 }, "Member b gets 3"],
    ["texts", { a: ["0"], b: [] }, 'Member a gets ["0"]'],
    ["a stranger", { a: [], b: [], z: [0] }, '"z" gets partitions'],
  ] as const
) {
  Deno.test(`an answer of another form says what is wrong: ${what}`, () => {
    assertEquals(String(sharesOf(question, answer)).includes(says), true);
  });
}

Deno.test("what nobody reads, what two read and what does not exist is found", () => {
  const shares = new Map([["a", [0, 1, 9]], ["b", [1, 2]]]);
  assertEquals(unread(question, shares), [3, 4]);
  assertEquals(doubled(shares), { partition: 1, readers: ["a", "b"] });
  assertEquals(unknown(question, shares), 9);
  const { most, fewest } = extremes(shares);
  assertEquals([most, fewest], [["a", 3], ["b", 2]]);
});

Deno.test("moves are counted among those who are there, and so is the least of them", () => {
  assertEquals(leastMoves(question), 1);
  assertEquals(moved(question, new Map([["a", [0, 1, 2]], ["b", [3, 4]]])), [3]);
  assertEquals(moved(question, new Map([["a", [0, 4]], ["b", [1, 2, 3]]])), [1, 2, 3]);
  const even: Question = {
    members: [{ id: "a", owned: [0, 1] }, { id: "b", owned: [2, 3] }, { id: "c", owned: [] }],
    partitions: [0, 1, 2, 3],
  };
  assertEquals(leastMoves(even), 1);
  assertEquals(leastMoves({ members: [{ id: "a", owned: [7] }], partitions: [0] }), 0);
});

Deno.test("a group settles on what it was given, each partition once", () => {
  const shares = new Map([["a", [0, 1, 9]], ["b", [1, 2]]]);
  assertEquals(settled(question, shares).members, [
    { id: "a", owned: [0, 1] },
    { id: "b", owned: [2] },
  ]);
});

Deno.test("after a topic has shrunk nothing need move, though the longest claims are out of date", () => {
  for (const seed of ["a", "b", "c", "d"]) {
    const { question } = shrunkTopic(seededRandom(seed));
    const { members, partitions } = question;
    assertEquals(leastMoves(question), 0);
    const real = (owned: readonly number[]) =>
      owned.filter((one) => partitions.includes(one)).length;
    const longest = members.toSorted((one, other) => other.owned.length - one.owned.length)[0]!;
    assertEquals(real(longest.owned) < Math.max(...members.map(({ owned }) => real(owned))), true);
  }
});
