import { assertEquals, assertThrows } from "@std/assert";
import { parseArgs } from "@std/cli";
import { assertSpyCalls, spy } from "@std/testing/mock";

Deno.test("the std stand-ins carry std's behaviour", () => {
  const args = parseArgs(["--rate", "5", "--json", "x"], { boolean: ["json"], string: ["rate"] });
  assertEquals({ ...args }, { _: ["x"], json: true, rate: "5" });
  const add = spy((a: number, b: number) => a + b);
  assertEquals(add(1, 2), 3);
  assertSpyCalls(add, 1);
  assertEquals(add.calls[0]?.args, [1, 2]);
  assertThrows(() => assertSpyCalls(add, 2));
});
