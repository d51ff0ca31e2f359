import { assert, assertEquals } from "@std/assert";
import { apiVersions as versionsOf, MESSAGES } from "../../protocol/mod.ts";
import { HANDLERS } from "./all.ts";
import { apiKeys } from "./api_versions.ts";

const FOLDER = new URL(".", import.meta.url);

/** Files that register a handler, with their text. */
async function handlerFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name } of Deno.readDir(FOLDER)) {
    if (name.endsWith("_test.ts") || name === "handler.ts") continue;
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    if (/= handler\(/.test(text)) files.set(name, text);
  }
  return files;
}

function snakeCase(api: string): string {
  return api.replaceAll(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

Deno.test("each handler's file is named after its API and is registered", async () => {
  const files = [...(await handlerFiles()).keys()].sort();
  assertEquals(files, HANDLERS.map(({ name }) => `${snakeCase(name)}.ts`).sort());
});

Deno.test("each handler says what it does and what its versions change", async () => {
  for (const [name, text] of await handlerFiles()) {
    assert(text.startsWith("// Behavior: "), `${name} begins with its behavior`);
    assert(text.includes("\n// Version notes: "), `${name} has version notes`);
  }
});

Deno.test("no handler offers a version that the protocol does not describe", () => {
  for (const { name, minVersion, maxVersion } of HANDLERS) {
    const [least, most] = versionsOf(name);
    assert(maxVersion <= most, `${name} offers ${maxVersion}, ${most} is described`);
    // Produce is offered from 0 on for librdkafka's sake, and refused below what is described.
    assert(minVersion >= least || name === "Produce", `${name} offers ${minVersion}`);
  }
});

Deno.test("ApiVersions lists what is registered, each key once, in order", () => {
  const keys = apiKeys(HANDLERS).map(({ apiKey }) => apiKey);
  assertEquals(keys, HANDLERS.map(({ name }) => MESSAGES[name].key).sort((a, b) => a - b));
  assertEquals(new Set(keys).size, keys.length);
});
