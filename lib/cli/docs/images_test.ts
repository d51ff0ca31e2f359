import { assertEquals } from "@std/assert";
import { documents } from "./documents.ts";
import { ROOT } from "./project_tasks.ts";

Deno.test("each image that a document names is the stack's, with its very version", async () => {
  const stack = await Deno.readTextFile(new URL("docker-compose.yml", ROOT));
  const images = new Set([...stack.matchAll(/^ +image: (\S+)$/gm)].map(([, image]) => image!));
  const named: string[] = [];
  for (const path of await documents()) {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    for (const [, image] of text.matchAll(/`((?:[\w.-]+\/)?[\w-]+:v?\d+\.[\w.-]+)`/g)) {
      named.push(image!);
    }
  }
  assertEquals(named.length > 5, true, `only ${named.length} images`);
  assertEquals(named.filter((image) => !images.has(image)), []);
});
