import { assertEquals } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { compareDecimals } from "./decimal.ts";

Deno.test("numbers are compared by their size, however long they are", () => {
  const order = (a: string, b: string) => Math.sign(compareDecimals(a, b)!);
  const rising = [
    "-1e999",
    "-10",
    "-9.5",
    "-0.001",
    "0",
    "1e-9",
    "0.5",
    "9.99",
    "10",
    "10.01",
    "1e999",
  ];
  for (const [at, small] of rising.entries()) {
    for (const large of rising.slice(at + 1)) {
      assertEquals([order(small, large), order(large, small)], [-1, 1], `${small} ${large}`);
    }
  }
  for (
    const [a, b] of [["1", "1.0"], ["-0", "0e5"], ["100", "1e2"], ["0.010", "1E-2"], ["007", "7"]]
  ) {
    assertEquals(order(a!, b!), 0, `${a} ${b}`);
  }
  assertEquals(order("9007199254740993", "9007199254740992"), 1);
  for (const none of ["", "x", "1e", "0x1", "NaN", "1_0"]) {
    assertEquals(compareDecimals(none, "1"), undefined, none);
  }
});

Deno.test("whole numbers are compared as bigints are", () => {
  const random = seededRandom(3);
  for (let count = 0; count < 2000; count++) {
    const [a, b] = [0, 1].map(() =>
      BigInt(random.int(-1000, 1000)) * 10n ** BigInt(random.int(0, 30))
    ) as [bigint, bigint];
    const wanted = a < b ? -1 : a > b ? 1 : 0;
    assertEquals(Math.sign(compareDecimals(String(a), String(b))!), wanted, `${a} ${b}`);
  }
});
