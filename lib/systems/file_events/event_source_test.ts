import { assertEquals, assertThrows } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { FileEventGenerator, openEventInput, subjectOf } from "../../events/mod.ts";
import { fileEventFormat, SchemaValidationError } from "../../schemas/mod.ts";
import { ADDED, envelope } from "./_events.ts";
import { eventItems, inputItems } from "./event_source.ts";
import { FILE_EVENTS_TOPICS } from "./topics.ts";

const random = seededRandom("source");
const routing = { topics: FILE_EVENTS_TOPICS, format: fileEventFormat() };
const items = (events: Iterable<ReturnType<typeof envelope>>, poisonShare = 0) =>
  eventItems(events, { ...routing, poisonShare, random });

Deno.test("files' events go to the first topic, users' to the second, by the id of their thing", () => {
  const generator = new FileEventGenerator({ random });
  const events = Array.from({ length: 200 }, () => generator.next());
  const sent = [...eventItems(events, { ...routing, poisonShare: 0, random })];
  for (const [at, item] of sent.entries()) {
    if (item.kind !== "event") throw new Error(item.kind);
    const { domain, id } = subjectOf(events[at]!);
    assertEquals(item.topic, domain === "file" ? "kafka-topics1" : "kafka-topics2");
    assertEquals([item.key, item.value], [id, JSON.stringify(events[at])]);
  }
});

Deno.test("an event that is not valid is not sent: nothing comes of it but its error", () => {
  const good = envelope("file-added", ADDED);
  const bad = envelope("file-added", { ...ADDED, sizeBytes: -1 });
  const source = items([good, bad, good]);
  assertEquals(source.next().done, false);
  const error = assertThrows(() => source.next(), SchemaValidationError);
  assertEquals([error.stage, error.pointer], ["payload", "/payload/sizeBytes"]);
});

Deno.test("a share of the events is broken and says how, under the key of the good event", () => {
  const sent = [...items(new Array(300).fill(envelope("file-added", ADDED)), 0.5)];
  const broken = sent.filter((item) => item.kind === "event" && item.poison !== undefined);
  assertEquals(broken.length > 100 && broken.length < 200, true, String(broken.length));
  assertEquals(new Set(sent.map((item) => item.kind === "event" && item.key)), new Set(["f-1"]));
});

Deno.test("lines are sent as they stand, and rejected at the stage that refuses them", async () => {
  const good = `  ${JSON.stringify(envelope("user-deleted", { userId: "u-1", deletedBy: "u-2" }))}`;
  const unknown = JSON.stringify(envelope("user-vanished", {}));
  const bytes = new TextEncoder().encode([good, "", unknown, "7"].join("\n"));
  await using input = await openEventInput(ReadableStream.from([bytes]));
  const found = await Array.fromAsync(inputItems(input, routing));
  assertEquals(found.map(({ kind }) => kind), ["event", "blank", "rejected", "rejected"]);
  const [event, , rejected] = found;
  if (event?.kind !== "event" || rejected?.kind !== "rejected") throw new Error("not as sent");
  assertEquals([event.value, event.key, event.topic], [good, "u-1", "kafka-topics2"]);
  assertEquals((rejected.error as SchemaValidationError).stage, "event_type");
});
