import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { EventGenerator, openEventInput } from "../../events/mod.ts";
import type { SourceItem } from "../source_item.ts";
import { generatedItems, inputItems } from "./event_source.ts";

function take(count: number, poisonShare: number): Extract<SourceItem, { kind: "event" }>[] {
  const random = seededRandom("source");
  const generator = new EventGenerator({ random });
  return [...generatedItems(generator, { poisonShare, random }).take(count)]
    .filter((item) => item.kind === "event");
}

Deno.test("generated events are keyed by their user", () => {
  for (const { key, value } of take(50, 0)) {
    assertEquals(key, String(JSON.parse(String(value)).user_id));
  }
});

Deno.test("the share of poison is about what was asked for, and none when none was", () => {
  assertEquals(take(2000, 0).filter((item) => item.poison !== undefined).length, 0);
  const planted = take(2000, 0.1).filter((item) => item.poison !== undefined).length;
  assert(planted > 120 && planted < 280, String(planted));
});

Deno.test("a line that parses and is no valid event is rejected with its number and bytes", async () => {
  const random = seededRandom("input");
  const good = JSON.stringify(new EventGenerator({ random }).next());
  const text = `${good}\n{"event_id":"x"}\n\nrubbish\n`;
  await using input = await openEventInput(
    ReadableStream.from([new TextEncoder().encode(text)]),
  );
  const items = await Array.fromAsync(inputItems(input));
  assertEquals(items.map((item) => [item.kind, item.lineNumber]), [
    ["event", 1],
    ["rejected", 2],
    ["blank", 3],
    ["rejected", 4],
  ]);
  assert(items[1]?.kind === "rejected");
  assertEquals(items[1].error.code, "ENVELOPE_INVALID");
  assertEquals(new TextDecoder().decode(items[1].raw), '{"event_id":"x"}');
});
