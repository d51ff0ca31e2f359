import { assertEquals } from "@std/assert";
import { HANDLERS } from "../handlers/all.ts";
import { askedOfKafka } from "./transcript_file.ts";

const asked = await askedOfKafka();

Deno.test("Apache Kafka was asked for each API in its lowest and its highest version", () => {
  const bounds = HANDLERS.flatMap(({ name, minVersion, maxVersion }) => [
    `${name} v${minVersion}`,
    `${name} v${maxVersion}`,
  ]);
  assertEquals([...new Set(bounds)].filter((bound) => !asked.has(bound)), []);
});
