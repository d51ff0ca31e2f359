import { assertEquals } from "@std/assert";
import { parseCursor, printCursor } from "./cursor.ts";

Deno.test("a cursor reads back as it was, and nothing else is one", () => {
  const offsets = new Map([[0, 9223372036854775807n], [7, 0n]]);
  for (const newestFirst of [true, false]) {
    assertEquals(parseCursor(printCursor({ newestFirst, offsets })), { newestFirst, offsets });
  }
  for (
    const text of ["", "after", "before.0", "after.0--1", "x.0-1", "after.0-1.", "after.0-1e9"]
  ) {
    assertEquals(parseCursor(text), undefined, text);
  }
});
