import { assertEquals, assertStrictEquals } from "@std/assert";
import { RecentBudget, RecentBytes } from "./recent_bytes.ts";

const MIB = 1024 * 1024;

Deno.test("what was appended last is given back as it is, without a copy", () => {
  const recent = new RecentBytes(new RecentBudget());
  const [first, second] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];
  recent.append(100, first);
  recent.append(103, second);
  const pieces = recent.read(100, 5)!;
  assertStrictEquals(pieces[0], first);
  assertStrictEquals(pieces[1], second);
  assertEquals(recent.read(102, 2), [Uint8Array.of(3), Uint8Array.of(4, 5)]);
  assertEquals(recent.read(99, 2), undefined);
});

Deno.test("one segment keeps so much and no more", () => {
  const recent = new RecentBytes(new RecentBudget());
  for (let count = 0; count < 9; count++) recent.append(count * MIB, new Uint8Array(MIB));
  assertEquals(recent.read(7 * MIB, 1), undefined);
  assertEquals(recent.read(8 * MIB, MIB)?.length, 1);
});

Deno.test("a segment forgets when others were appended to since and need the memory", () => {
  const budget = new RecentBudget(3000);
  const [old, other, newest] = [1, 2, 3].map(() => new RecentBytes(budget));
  old!.append(0, new Uint8Array(1000));
  other!.append(0, new Uint8Array(1000));
  old!.append(1000, new Uint8Array(500));
  newest!.append(0, new Uint8Array(1000));
  assertEquals(other!.read(0, 1), undefined);
  assertEquals(old!.read(0, 1)?.length, 1);
  assertEquals(newest!.read(0, 1)?.length, 1);
});
