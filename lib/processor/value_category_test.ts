import { assertEquals } from "@std/assert";
import { categorizeValue } from "./value_category.ts";

Deno.test.each([
  [undefined, "low"],
  [0, "low"],
  [99.99, "low"],
  [100, "medium"],
  [499.99, "medium"],
  [500, "high"],
  [999.99, "high"],
  [1000, "premium"],
  [1e9, "premium"],
])("a value of $0 is $1", (value, category) => {
  assertEquals(categorizeValue(value), category);
});
