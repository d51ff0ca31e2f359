import { assert, assertEquals } from "@std/assert";
import { KAFKA_ERRORS, kafkaError, kafkaErrorOf } from "./errors.ts";

Deno.test("the codes of Kafka 4.1 stand in a row, from −1 to 133", () => {
  assertEquals(KAFKA_ERRORS.map(({ code }) => code), KAFKA_ERRORS.map((_, index) => index - 1));
  assertEquals(KAFKA_ERRORS.at(-1)!.code, 133);
  assertEquals(new Set(KAFKA_ERRORS.map(({ name }) => name)).size, KAFKA_ERRORS.length);
});

Deno.test("an error is found by name and by code", () => {
  assertEquals(kafkaError("UNKNOWN_LEADER_EPOCH").code, 75);
  assertEquals(kafkaErrorOf(74).name, "FENCED_LEADER_EPOCH");
  assertEquals(kafkaErrorOf(9999).name, "UNKNOWN_SERVER_ERROR");
  assert(kafkaError("NOT_ENOUGH_REPLICAS").retriable);
  assert(!kafkaError("OFFSET_OUT_OF_RANGE").retriable);
});

Deno.test("each meaning is one sentence without a full stop", () => {
  for (const { text } of KAFKA_ERRORS) assert(/^[A-Z][^.]+$/.test(text), text);
});
