import { assertEquals, assertThrows } from "@std/assert";
import { SchemaValidationError } from "../schemas/mod.ts";
import { eventWith } from "./_event.ts";
import { EventProcessor } from "./event_processor.ts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

Deno.test("a raw message becomes a result, from text as from bytes", () => {
  const event = eventWith({ event_type: "purchase", status: "failed", value: 750.5 });
  const processor = new EventProcessor();
  const result = processor.processEvent(JSON.stringify(event));
  assertEquals(result.event, event);
  assertEquals([result.riskScore, result.riskLevel, result.valueCategory], [1, "high", "high"]);
  assertEquals(result.alerts.map((alert) => alert.reason), ["failed_transaction"]);
  assertEquals(processor.processEvent(bytes(event)), result);
  assertEquals(processor.statistics().processed, 2);
});

Deno.test("a message that is no event is rejected and counted as such", () => {
  const processor = new EventProcessor();
  for (const raw of [null, "", "{", bytes({}), bytes({ ...eventWith(), event_type: "odd" })]) {
    assertThrows(() => processor.processEvent(raw), SchemaValidationError);
  }
  assertEquals([processor.statistics().processed, processor.statistics().rejected], [0, 5]);
});

Deno.test("what is evaluated is counted only when told so", () => {
  const processor = new EventProcessor();
  const result = processor.evaluate(bytes(eventWith()));
  assertEquals(processor.statistics().processed, 0);
  processor.count(result);
  assertEquals(processor.statistics().byType.page_view, 1);
});

Deno.test("a user's rapid repeats raise the risk", () => {
  const processor = new EventProcessor();
  const scores = Array.from(
    { length: 7 },
    () => processor.processEvent(bytes(eventWith({ event_type: "click" }))).riskScore,
  );
  assertEquals(scores, [0.1, 0.1, 0.1, 0.1, 0.1, 0.7, 0.7]);
});
