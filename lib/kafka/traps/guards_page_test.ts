import { assert, assertEquals } from "@std/assert";
import { guardsPage } from "./guards_page.ts";
import { TRAPS } from "./traps.ts";

const PAGE = new URL("../../../docs/GUARDS.md", import.meta.url);
const LIB = new URL("../../", import.meta.url);
/** Tests that are about no trap of their own. */
const OTHERS = ["guards_page_test.ts", "caught_in_histories_test.ts"];

/** Text without what a formatter may change. */
function words(text: string): string {
  return text.replaceAll(/[\s\\]+/g, "");
}

Deno.test("docs/GUARDS.md is what `deno task guards` writes", async () => {
  assertEquals(
    words(await Deno.readTextFile(PAGE)),
    words(guardsPage()),
    "The page is stale: run `deno task guards`",
  );
});

Deno.test("each trap has its test, and each test its row in the table", async () => {
  const files: string[] = [];
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (name.endsWith("_test.ts") && !OTHERS.includes(name)) files.push(name);
  }
  assertEquals(files.toSorted(), TRAPS.map(({ name }) => `${name}_test.ts`).toSorted());
});

Deno.test("what the table says of a trap is there: files, and bare kafkajs beside ours", async () => {
  for (const { name, where, shown } of TRAPS) {
    for (const path of where) {
      assert((await Deno.stat(new URL(path, LIB))).isFile, `${name} names lib/${path}`);
    }
    const test = await Deno.readTextFile(new URL(`${name}_test.ts`, import.meta.url));
    assertEquals(/\bbare kafkajs\b/.test(test), shown, name);
  }
});
