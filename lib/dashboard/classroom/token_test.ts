import { assert, assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { chosenToken, freshToken, sameToken } from "./token.ts";

Deno.test("each token is fresh and may be chosen again after a restart", () => {
  const tokens = Array.from({ length: 100 }, freshToken);
  assertEquals(new Set(tokens).size, 100);
  for (const token of tokens) assertEquals(chosenToken(token), token);
});

Deno.test("a token that is short, or would not stand in a URL, is refused", () => {
  for (const token of ["", "short", "a".repeat(65), "a/b/c/d/e/f/g/h/i", "ä".repeat(20)]) {
    assertThrows(() => chosenToken(token), ConfigError, "16 to 64 characters");
  }
});

Deno.test("tokens of any length are compared whole", () => {
  const token = freshToken();
  assert(sameToken(token, `${token}`));
  for (const other of ["", token.slice(1), `${token}x`, token.toUpperCase() + "a"]) {
    assert(!sameToken(token, other));
  }
});
