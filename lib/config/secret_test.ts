import { assert, assertEquals } from "@std/assert";
import { Secret } from "./secret.ts";

Deno.test("a secret shows itself only when asked", () => {
  const secret = new Secret("hunter2");
  const shown = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    Deno.inspect({ secret }),
    Object.entries(secret).join(),
  ];
  assert(shown.every((text) => !text.includes("hunter2")), shown.join(" "));
  assertEquals(secret.reveal(), "hunter2");
});
