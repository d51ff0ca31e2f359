import { assert, assertEquals } from "@std/assert";
import { KNOWN_DIFFERENCES } from "./known_differences.ts";
import { registryPage } from "./page.ts";
import { randomPair } from "./random_schemas.ts";
import { REQUESTS } from "./requests.ts";
import { seededRandom } from "../../core/mod.ts";
import { checkCompatibility } from "../../schemas/mod.ts";

/** Text without what the formatter decides. */
const words = (text: string) => text.replace(/[\s|-]+/g, " ");

Deno.test("docs/REGISTRY.md is what deno task test:registry --write writes", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/REGISTRY.md", import.meta.url));
  assertEquals(words(page), words(registryPage()));
});

Deno.test("each known difference is of a request in the list, whose names are unique", () => {
  const names = REQUESTS.map(({ name }) => name);
  assertEquals(names.length, new Set(names).size);
  const known = KNOWN_DIFFERENCES.flatMap(({ requests }) => requests.map(([name]) => name));
  assertEquals(known.filter((name) => !names.includes(name)), []);
});

Deno.test("random chains are valid schemas, and a good part of them break", () => {
  let compatible = 0;
  const count = 200;
  for (let index = 0; index < count; index++) {
    const { previous, candidate, level } = randomPair(seededRandom(`chain-${index}`));
    const earlier = previous.map((schema) => ({ schema }));
    for (const text of earlier) checkCompatibility(text, [], "NONE");
    if (checkCompatibility({ schema: candidate }, earlier, level).compatible) compatible++;
  }
  assert(compatible > count / 5 && compatible < count * 4 / 5, `${compatible} of ${count}`);
});
