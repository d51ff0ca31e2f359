import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { SchemaValidationError } from "./errors.ts";
import { ALL_EVENT_TYPES, fileEventFormat, loadFileEventFormat, schemaFolder } from "./formats.ts";
import { validateMessage, validateValue } from "./message_format.ts";

const format = fileEventFormat();
const PAYLOADS: Readonly<Record<string, Record<string, unknown>>> = {
  "file-added": { fileId: "f1", fileName: "a.txt", sizeBytes: 5, addedBy: "u1" },
  "file-removed": { fileId: "f1", removedBy: "u1" },
  "user-created": { userId: "u1", name: "Ann", email: "ann@example.com" },
  "user-deleted": { userId: "u1", deletedBy: "u2" },
};

function envelope(type: string, payload: unknown = PAYLOADS[type]) {
  return {
    eventId: "unique-id",
    eventType: type,
    eventVersion: "1.0",
    eventTime: "2024-01-01T00:00:00Z",
    payload,
  };
}

function refusal(message: unknown): SchemaValidationError {
  return assertThrows(
    () => validateMessage(JSON.stringify(message), format),
    SchemaValidationError,
  );
}

Deno.test("the set of event types equals the payload schemas", () => {
  assertEquals(schemaFolder().names("payload"), [...ALL_EVENT_TYPES].sort());
});

Deno.test("a good event of each type is valid", () => {
  for (const type of ALL_EVENT_TYPES) {
    assertEquals(validateValue(envelope(type), format).type, type);
  }
});

Deno.test("each field of the envelope is needed and typed", () => {
  const good = envelope("file-removed");
  for (const field of Object.keys(good)) {
    const error = refusal({ ...good, [field]: undefined });
    assertEquals(error.stage, "envelope");
    assertStringIncludes(error.message, field);
  }
  const wrong = [["eventVersion", 1.0], ["eventId", ""], ["eventTime", "today"], ["payload", []]];
  for (const [field, value] of wrong) {
    const error = refusal({ ...good, [field as string]: value });
    assertEquals([error.stage, error.pointer], ["envelope", `/${field}`]);
  }
});

Deno.test("the time of an event is ISO 8601 in UTC, to the second or finer", () => {
  const event = envelope("file-removed");
  for (const eventTime of ["2024-01-01T00:00:00.123456789Z", "2016-12-31T23:59:60Z"]) {
    assertEquals(validateValue({ ...event, eventTime }, format).type, "file-removed");
  }
  const wrong = ["2024-01-01 00:00:00Z", "2024-01-01t00:00:00Z", "2024-01-01T00:00:00z"];
  for (const eventTime of [...wrong, "2024-01-01T07:00:00+07:00", "2024-02-30T00:00:00Z"]) {
    assertEquals(refusal({ ...event, eventTime }).pointer, "/eventTime", eventTime);
  }
});

Deno.test("an unknown type is refused at the second stage", () => {
  const error = refusal(envelope("file-moved", {}));
  assertEquals([error.stage, error.pointer], ["event_type", "/eventType"]);
});

Deno.test("a bad payload is refused at the third stage, with a pointer from the message's root", () => {
  for (const type of ALL_EVENT_TYPES) {
    for (const field of Object.keys(PAYLOADS[type]!)) {
      const missing = refusal(envelope(type, { ...PAYLOADS[type], [field]: undefined }));
      assertEquals([missing.stage, missing.pointer], ["payload", "/payload"]);
      const wrong = refusal(envelope(type, { ...PAYLOADS[type], [field]: false }));
      assertEquals([wrong.stage, wrong.pointer], ["payload", `/payload/${field}`]);
    }
  }
});

Deno.test("a type can be left out of the formats of one's own", () => {
  const less = loadFileEventFormat(schemaFolder(), ["file-added"]);
  assertThrows(() => validateValue(envelope("user-created"), less), SchemaValidationError);
});
