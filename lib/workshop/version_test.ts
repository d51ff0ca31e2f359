import { assertEquals } from "@std/assert";
import { WORKSHOP_VERSION } from "./version.ts";

Deno.test("the workshop names the version that deno.json names", async () => {
  const project = new URL("../../deno.json", import.meta.url);
  assertEquals(WORKSHOP_VERSION, JSON.parse(await Deno.readTextFile(project)).version);
});
