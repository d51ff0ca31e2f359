import { assertEquals } from "@std/assert";
import { comparePartition } from "./copied.ts";

const counts = (source: string, copy: string) => {
  const { input, output, lost, foreign, doubled, outOfOrder } = comparePartition(
    [...source],
    [...copy],
  );
  return { input, output, lost, foreign, doubled, outOfOrder };
};

const fine = { lost: 0, foreign: 0, doubled: 0, outOfOrder: 0 };

Deno.test("a copy is compared with its source by set, number and order", () => {
  assertEquals(counts("abcd", "abcd"), { input: 4, output: 4, ...fine });
  assertEquals(counts("abcd", "abd"), { input: 4, output: 3, ...fine, lost: 1 });
  assertEquals(counts("abcd", "abbcd"), { input: 4, output: 5, ...fine, doubled: 1 });
  assertEquals(counts("abcd", "acbd"), { input: 4, output: 4, ...fine, outOfOrder: 1 });
  assertEquals(counts("abcd", "abcxd"), { input: 4, output: 5, ...fine, foreign: 1 });
});
