import { assertEquals } from "@std/assert";
import { anchorLinksIn, anchorsOf } from "./anchors.ts";
import { documents } from "./documents.ts";
import { ROOT } from "./project_tasks.ts";

Deno.test("anchors are those of headings outside of code", () => {
  const text = "# Topics, *partitions*\n```sh\n# no heading\n```\n## `Port … is` [taken](a.md)\n";
  assertEquals([...anchorsOf(text)], ["topics-partitions", "port--is-taken"]);
  assertEquals(anchorLinksIn("[a](#b) [c](d.md#e) [f](https://g#h) [i](j.ts#k) [l](m.md)"), [
    { file: "", anchor: "b" },
    { file: "d.md", anchor: "e" },
  ]);
});

for (const path of await documents()) {
  Deno.test(`the links of ${path} to headings lead to one`, async () => {
    const url = new URL(path, ROOT);
    const text = await Deno.readTextFile(url);
    for (const { file, anchor } of anchorLinksIn(text)) {
      const target = file === "" ? text : await Deno.readTextFile(new URL(file, url));
      assertEquals(anchorsOf(target).has(anchor), true, `${file}#${anchor} is no heading`);
    }
  });
}
