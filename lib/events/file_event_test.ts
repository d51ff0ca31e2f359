import { assertEquals } from "@std/assert";
import { eventTimeMs, subjectOf } from "./file_event.ts";

const envelope = (eventType: string, payload: object) => ({
  eventId: "e-1",
  eventType,
  eventVersion: "1.0",
  eventTime: "2024-01-01T00:00:00Z",
  payload,
});

Deno.test("an event is about the thing that the first word of its type says", () => {
  const subject = (type: string, payload: object) => subjectOf(envelope(type, payload));
  assertEquals(subject("file-added", { fileId: "f-1", userId: "u-1" }), {
    domain: "file",
    id: "f-1",
  });
  assertEquals(subject("user-renamed-twice", { userId: "u-1" }), { domain: "user", id: "u-1" });
});

Deno.test("an event whose payload names no thing is about itself", () => {
  for (const payload of [{}, { fileId: 7 }, { fileId: "" }, Object.create({ fileId: "f-1" })]) {
    assertEquals(subjectOf(envelope("file-added", payload)).id, "e-1");
  }
});

Deno.test("the time of an event is a number, also in a leap second", () => {
  const timeMs = (eventTime: string) => eventTimeMs({ eventTime });
  assertEquals(timeMs("2024-01-01T00:00:00Z"), Date.UTC(2024, 0, 1));
  assertEquals(timeMs("2024-01-01T00:00:00.25Z"), Date.UTC(2024, 0, 1) + 250);
  assertEquals(timeMs("2016-12-31T23:59:60Z"), Date.UTC(2016, 11, 31, 23, 59, 59));
  assertEquals(timeMs("2016-12-31T23:59:60.5Z"), Date.UTC(2016, 11, 31, 23, 59, 59, 500));
});
