import { assertEquals } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { Bits } from "./bits.ts";
import { Ids, IdSet } from "./ids.ts";
import { OffsetTable } from "./offset_table.ts";

Deno.test("bits hold what a set holds, over pages far apart", () => {
  const random = seededRandom("bits");
  const bits = new Bits();
  const set = new Set<number>();
  for (let turn = 0; turn < 3000; turn++) {
    const base = random.pick([0, 32_760, 5_000_000_000]);
    const number = base + random.int(0, 600);
    if (random.next() < 0.3) assertEquals(bits.delete(number), set.delete(number));
    else assertEquals(bits.add(number), set.size !== set.add(number).size);
  }
  assertEquals([...bits], [...set].sort((a, b) => a - b));
  assertEquals(bits.size, set.size);
});

Deno.test("gaps are the stretches of which no number is in the set", () => {
  const random = seededRandom("gaps");
  for (let round = 0; round < 200; round++) {
    const bits = new Bits();
    for (let i = random.int(0, 40); i > 0; i--) bits.add(32_700 + random.int(0, 150));
    const [from, to] = [32_690 + random.int(0, 80), 32_770 + random.int(0, 80)];
    const missing: number[] = [];
    for (const [start, end] of bits.gaps(from, to)) {
      for (let at = start; at < end; at++) missing.push(at);
    }
    const expected = Array.from({ length: to - from }, (_, i) => from + i)
      .filter((number) => !bits.has(number));
    assertEquals(missing, expected);
  }
  assertEquals([...new Bits().gaps(3, 9_000_000_000)], [[3, 9_000_000_000]]);
});

Deno.test("every id has a number of its own and comes back from it", () => {
  const ids = new Ids();
  const names = ["p:0", "p:1", "q:1", "p:01", "p:", ":5", "plain", "a:b:7", "p:4294967295", "p:x1"];
  names.push("p:4294967296", "p:99999999999999");
  const numbers = names.map((name) => ids.numberOf(name));
  assertEquals(new Set(numbers).size, names.length);
  assertEquals(numbers.map((number) => ids.idOf(number)), names);
  assertEquals(names.map((name) => ids.numberOf(name)), numbers);
  assertEquals(ids.partsOf(ids.numberOf("a:b:7")), { producer: "a:b", sequence: 7 });
  assertEquals(ids.partsOf(ids.numberOf("plain")), undefined);
  const set = new IdSet();
  for (const number of numbers) set.add(number);
  assertEquals([set.size, set.add(numbers[0]!), set.has(ids.numberOf("new"))], [12, false, false]);
  assertEquals(new Set(set), new Set(numbers));
});

Deno.test("an offset table gives back what stands at an offset, in order", () => {
  const table = new OffsetTable();
  for (const offset of [4097, 0, 9_000_000_000, 4095]) table.set(offset, offset + 1);
  table.set(0, 0);
  assertEquals([table.get(0), table.get(1), table.size], [0, undefined, 4]);
  assertEquals([...table.entries()].map(([offset]) => offset), [0, 4095, 4097, 9_000_000_000]);
  assertEquals([...table.entries(1, 4097)], [[4095, 4096]]);
});
