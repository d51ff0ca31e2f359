import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import type { LabEntry } from "../../workshop/mod.ts";
import { planLab } from "./plan.ts";

const LAB = { documents: [], cluster: { brokers: 1 }, minutes: 1 } as const;
const LABS: readonly LabEntry[] = [
  { ...LAB, number: "01", name: "first", title: "First", misconception: "…" },
  { ...LAB, number: "03", name: "third_one", title: "Third", misconception: "…" },
];
const NOTHING = { title: undefined, misconception: undefined };

Deno.test("a lab's title is its name in words, unless it is given one", () => {
  const { number, name, title } = planLab("02_dead_letters", LABS, NOTHING);
  assertEquals([number, name, title], ["02", "dead_letters", "Dead letters"]);
  const told = planLab("02_x", LABS, { title: "It's ours", misconception: "All is well" });
  assertEquals([told.title, told.misconception], ["It's ours", "All is well"]);
});

for (
  const wrong of ["x", "2_x", "002_x", "00_x", "02-x", "02_X", "02_", "02_a__b", "02_../x", ""]
) {
  Deno.test(`"${wrong}" is refused as a name, with one that would do`, () => {
    assertThrows(() => planLab(wrong, LABS, NOTHING), ConfigError, "such as 18_schema_ids");
  });
}

Deno.test("a number or a name that is taken is refused, and the next free number told", () => {
  assertThrows(
    () => planLab("03_other", LABS, NOTHING),
    ConfigError,
    "Number 03 is taken by 03_third_one: the next free one is 02",
  );
  assertThrows(() => planLab("04_first", LABS, NOTHING), ConfigError, "Lab 01 is called first too");
});

Deno.test("texts that would break a table or a heading are refused", () => {
  for (const title of ["a|b", 'say "no"', "two\nlines", "It ends.", "x"]) {
    assertThrows(() => planLab("02_x", LABS, { ...NOTHING, title }), ConfigError, "--title");
  }
});
