import { assertEquals, assertThrows } from "@std/assert";
import { RequestError } from "../errors.ts";
import { checkTopicName } from "./topic_name.ts";

Deno.test("names of letters, digits, dots, underscores and hyphens are topics' names", () => {
  for (const name of ["a", "A-b_c.9", "...", "x".repeat(249)]) checkTopicName(name);
});

Deno.test("other names are refused", () => {
  for (const name of ["", ".", "..", "a b", "a/b", "ä", "x".repeat(250)]) {
    const error = assertThrows(() => checkTopicName(name), RequestError);
    assertEquals(error.code, "INVALID_TOPIC_EXCEPTION");
  }
});
