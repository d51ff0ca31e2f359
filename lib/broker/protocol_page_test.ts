import { assert, assertEquals } from "@std/assert";
import { DIFFERENCES } from "./contract/differences.ts";
import { HANDLERS } from "./handlers/all.ts";
import { protocolPage } from "./protocol_page.ts";

const PAGE = new URL("../../docs/PROTOCOL.md", import.meta.url);

/** Text without what a formatter may change: line ends, the widths of tables, escapes. */
function words(text: string): string {
  return text.replaceAll(/-{2,}/g, "--").replaceAll(/[\s\\]+/g, "");
}

Deno.test("docs/PROTOCOL.md is what `deno task protocol` writes", async () => {
  assertEquals(
    words(await Deno.readTextFile(PAGE)),
    words(await protocolPage()),
    "The page is stale: run `deno task protocol`",
  );
});

Deno.test("the page tells of each API what it does and what its versions change", async () => {
  const page = await protocolPage();
  for (const { name } of HANDLERS) {
    assert(
      new RegExp(`### ${name} \\(\\d+\\)\\n\\n\\S[^]*?\\n\\nVersions: \\S`).test(page),
      `${name} has its section`,
    );
  }
});

Deno.test("every difference has a name of its own and a reason", () => {
  assertEquals(new Set(DIFFERENCES.map(({ name }) => name)).size, DIFFERENCES.length);
  for (const { what, why } of DIFFERENCES) assert(what.endsWith(".") && why.endsWith("."), what);
});
