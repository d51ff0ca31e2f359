import { assertEquals } from "@std/assert";
import { HANDLERS } from "../handlers/all.ts";
import { NEEDS } from "./permissions.ts";

Deno.test("the table says of each API that is answered what it needs, and of no other", () => {
  const answered = HANDLERS.map(({ name }) => name as string).sort();
  assertEquals(Object.keys(NEEDS).sort(), answered);
});

Deno.test("each handler whose API needs something asks for it", async () => {
  const folder = new URL("../handlers/", import.meta.url);
  for (const { name } of HANDLERS) {
    if (NEEDS[name] === "everyone") continue;
    const file = name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    const text = await Deno.readTextFile(new URL(`${file}.ts`, folder));
    assertEquals(/access|rulesOf\(/.test(text), true, `${file}.ts asks nobody`);
  }
});
