import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError } from "../../core/mod.ts";
import { ALL_EVENT_TYPES, fileEventFormat } from "../../schemas/mod.ts";
import { ADDED, envelope } from "./_events.ts";
import { checkHandlers, FILE_EVENT_HANDLERS } from "./handlers.ts";

Deno.test("each event type of the registry has a handler, and no handler is without its type", () => {
  assertEquals(new Set(Object.keys(FILE_EVENT_HANDLERS)), ALL_EVENT_TYPES);
  checkHandlers(FILE_EVENT_HANDLERS, fileEventFormat());
});

Deno.test("a type without a handler and a handler without a type are refused by name", () => {
  const { "user-created": one, ...others } = FILE_EVENT_HANDLERS;
  const missing = assertThrows(() => checkHandlers(others, fileEventFormat()), ConfigError);
  assertStringIncludes(missing.message, "No handler for event type user-created: add one");
  const more = { ...FILE_EVENT_HANDLERS, "user-renamed": one! };
  const unknown = assertThrows(() => checkHandlers(more, fileEventFormat()), ConfigError);
  assertStringIncludes(unknown.message, "user-renamed, which is no event type");
});

Deno.test("a name that every object has is no handler", () => {
  const { envelope, typeField, payloads } = fileEventFormat();
  const format = {
    envelope,
    typeField,
    payloads: new Map([["toString", payloads.get("file-added")!]]),
  };
  assertThrows(() => checkHandlers({}, format), ConfigError, "toString");
});

Deno.test("each handler says whether its thing is there, and what is known of it", async () => {
  const change = (type: string, payload: object) =>
    FILE_EVENT_HANDLERS[type]!(envelope(type, payload), {});
  const eventTime = "2024-01-01T00:00:00Z";
  assertEquals(await change("file-added", { ...ADDED, contentType: "text/plain" }), {
    present: true,
    state: {
      fileName: "a.txt",
      sizeBytes: 5,
      contentType: "text/plain",
      addedBy: "u-1",
      addedAt: eventTime,
    },
  });
  assertEquals(await change("file-removed", { fileId: "f-1", removedBy: "u-2", reason: "old" }), {
    present: false,
    state: { removedBy: "u-2", removedAt: eventTime, reason: "old" },
  });
  assertEquals(await change("user-created", { userId: "u-1", name: "Ann", email: "a@b.example" }), {
    present: true,
    state: { name: "Ann", email: "a@b.example", createdAt: eventTime },
  });
  assertEquals(await change("user-deleted", { userId: "u-1", deletedBy: "u-2" }), {
    present: false,
    state: { deletedBy: "u-2", deletedAt: eventTime },
  });
});
