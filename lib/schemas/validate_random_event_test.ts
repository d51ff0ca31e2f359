import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { SchemaValidationError, VALIDATION_STAGES } from "./errors.ts";
import { randomEventFormat } from "./formats.ts";
import { validateMessage, validateValue } from "./message_format.ts";

const SAMPLE = {
  event_id: "9f0c7d7e-4a51-4d8e-9f4b-0f5f3f7f2f10",
  event_type: "purchase",
  user_id: 1234,
  timestamp: "2024-06-18T10:30:45Z",
  value: 750.5,
  status: "success",
  location: { city: "Jakarta", country: "Indonesia" },
  device_type: "mobile",
  metadata: {
    session_id: "3b1b6d6c-6c0e-4a2b-8a61-0b6f6f1c2d3e",
    ip_address: "192.168.1.42",
    user_agent: "Mozilla/5.0",
  },
};
const format = randomEventFormat();

function refusal(message: unknown): SchemaValidationError {
  const raw = typeof message === "string" ? message : JSON.stringify(message);
  return assertThrows(() => validateMessage(raw, format), SchemaValidationError);
}

Deno.test("the documented sample is valid, as text, as bytes and parsed", () => {
  const text = JSON.stringify(SAMPLE, null, 2);
  assertEquals(validateMessage(text, format), { type: "purchase", value: SAMPLE });
  assertEquals(validateMessage(new TextEncoder().encode(text), format).type, "purchase");
  assertEquals(validateValue(SAMPLE, format).type, "purchase");
});

Deno.test("there are twelve event types", () => {
  assertEquals([...format.payloads.keys()].sort(), [
    "add_to_cart",
    "api_call",
    "click",
    "error",
    "form_submit",
    "page_view",
    "purchase",
    "remove_from_cart",
    "search",
    "session_timeout",
    "user_login",
    "user_logout",
  ]);
});

Deno.test("timestamps may have seconds or milliseconds and must be UTC", () => {
  validateValue({ ...SAMPLE, timestamp: "2024-06-18T10:30:45.123Z" }, format);
  for (const timestamp of ["2024-06-18T10:30:45+07:00", "2024-06-18", "2024-13-18T10:30:45Z"]) {
    assertEquals(refusal({ ...SAMPLE, timestamp }).pointer, "/timestamp");
  }
});

Deno.test("every amount of two decimals is valid, no finer one", () => {
  for (let cents = 1; cents < 300_000; cents += 7) {
    validateValue({ ...SAMPLE, value: cents / 100 }, format);
  }
  assertEquals(refusal({ ...SAMPLE, value: 0.001 }).pointer, "/value");
  assertEquals(refusal({ ...SAMPLE, value: 750.505 }).pointer, "/value");
});

Deno.test("addresses of both IP versions are valid", () => {
  const at = (ip_address: string) => ({ ...SAMPLE, metadata: { ...SAMPLE.metadata, ip_address } });
  validateValue(at("2001:db8::1"), format);
  assertEquals(refusal(at("192.168.1.999")).pointer, "/metadata/ip_address");
});

Deno.test("what can't be read is refused at the envelope", () => {
  const unreadable = [null, "", "{", "nul", new Uint8Array(), new Uint8Array([0x22, 0xff, 0x22])];
  for (const raw of unreadable) {
    const error = assertThrows(() => validateMessage(raw, format), SchemaValidationError);
    assertEquals([error.stage, error.pointer, error.code], ["envelope", "", "ENVELOPE_INVALID"]);
  }
  for (const other of ["null", "[]", "5", '"text"']) assertEquals(refusal(other).pointer, "");
});

Deno.test("each missing or additional field is refused at the envelope", () => {
  for (const field of Object.keys(SAMPLE) as (keyof typeof SAMPLE)[]) {
    const { [field]: _, ...rest } = SAMPLE;
    const error = refusal(rest);
    assertEquals(error.stage, "envelope");
    assertStringIncludes(error.message, field);
  }
  assertEquals(refusal({ ...SAMPLE, more: 1 }).stage, "envelope");
  assertEquals(
    refusal({ ...SAMPLE, location: { ...SAMPLE.location, more: 1 } }).pointer,
    "/location",
  );
});

Deno.test.each([
  ["user_id", "1234"],
  ["user_id", 12.5],
  ["user_id", 0],
  ["value", -1],
  ["value", "750.50"],
  ["status", "done"],
  ["event_id", "42"],
  ["device_type", "phone"],
  ["location", { city: "Paris", country: "France" }],
])("a wrong $0 is refused at the envelope", (field, value) => {
  const error = refusal({ ...SAMPLE, [field]: value });
  assertEquals(error.stage, "envelope");
  assert(error.pointer.startsWith(`/${field}`), error.pointer);
});

Deno.test("an unknown type is refused at the second stage, with the list of types", () => {
  const error = refusal({ ...SAMPLE, event_type: "user_vanished" });
  assertEquals([error.stage, error.code], ["event_type", "EVENT_TYPE_UNKNOWN"]);
  assertEquals(error.pointer, "/event_type");
  assertStringIncludes(error.message, "user_login");
  assertEquals(refusal({ ...SAMPLE, event_type: "constructor" }).stage, "event_type");
});

Deno.test("what breaks its type's own rules is refused at the payload stage", () => {
  const free = refusal({ ...SAMPLE, value: 0 });
  assertEquals([free.stage, free.pointer, free.code], ["payload", "/value", "PAYLOAD_INVALID"]);
  assertEquals(refusal({ ...SAMPLE, event_type: "error" }).pointer, "/status");
  assertEquals(refusal({ ...SAMPLE, event_type: "session_timeout" }).pointer, "/status");
  validateValue({ ...SAMPLE, event_type: "page_view", value: 0 }, format);
  validateValue({ ...SAMPLE, event_type: "error", status: "failed" }, format);
});

Deno.test("an error is not retriable and never quotes the message", () => {
  const random = seededRandom("leaks");
  const marked = JSON.stringify(SAMPLE).replaceAll(/[A-Za-z]{5,}/g, (word) => word + "XSECRETX");
  for (let at = 0; at < 2000; at++) {
    const cut = random.int(1, marked.length);
    const broken = random.pick([
      marked.slice(0, cut),
      marked.slice(0, cut) + "," + marked.slice(cut),
      JSON.stringify({ ...SAMPLE, [random.pick(Object.keys(SAMPLE))]: "XSECRETX" }),
      JSON.stringify({ ...SAMPLE, XSECRETX: true }),
    ]);
    const error = refusal(broken);
    assert(!`${error.message}${error.pointer}${error.stack}`.includes("XSECRETX"), error.message);
    assertEquals(error.retriable, false);
    assertEquals(error.cause, undefined);
    assert(VALIDATION_STAGES.includes(error.stage));
  }
});
