import { assert, assertEquals } from "@std/assert";
import { JSON_CHANGES } from "./json_changes.ts";
import { KNOWN_DIFFERENCES, KNOWN_JSON_DIFFERENCES } from "./known_differences.ts";
import { registryPage } from "./page.ts";
import { randomJsonPair } from "./random_json_schemas.ts";
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

Deno.test("each known difference in JSON Schema is of a change that random pairs make", () => {
  const names = JSON_CHANGES.map(({ name }) => name);
  assertEquals(names.length, new Set(names).size);
  const known = KNOWN_JSON_DIFFERENCES.flatMap(({ changes }) => changes);
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

Deno.test("random pairs of JSON Schemas make each change, and a good part of them break", () => {
  const seen = new Set<string>();
  let compatible = 0;
  const count = 2000;
  for (let index = 0; index < count; index++) {
    const { previous, candidate, level, change } = randomJsonPair(seededRandom(`pair-${index}`));
    seen.add(change);
    const [next, before] = [candidate, ...previous]
      .map((schema) => ({ schemaType: "JSON" as const, schema }));
    if (checkCompatibility(next!, [before!], level).compatible) compatible++;
  }
  assertEquals(JSON_CHANGES.map(({ name }) => name).filter((name) => !seen.has(name)), []);
  assert(compatible > count / 5 && compatible < count * 4 / 5, `${compatible} of ${count}`);
});
