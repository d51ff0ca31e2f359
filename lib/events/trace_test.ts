import { assertEquals, assertMatch } from "@std/assert";
import { type Random, seededRandom } from "../core/mod.ts";
import { newTrace, traceHeaders, traceIdOf, traceOf } from "./trace.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a trace survives its headers", () => {
  const trace = newTrace(seededRandom("trace"));
  assertMatch(trace.traceparent, /^00-[\da-f]{32}-[\da-f]{16}-01$/);
  assertEquals(traceHeaders(trace).map((header) => header.name), ["correlation-id", "traceparent"]);
  assertEquals(traceOf(traceHeaders(trace)), trace);
});

Deno.test("headers without a trace, or with a malformed one, give none", () => {
  assertEquals(traceOf([]), {});
  assertEquals(traceOf([{ name: "correlation-id", value: null }]), {});
  const odd = [
    { name: "correlation-id", value: bytes("a\nb") },
    { name: "traceparent", value: bytes("00-abc-01") },
  ];
  assertEquals(traceOf(odd), {});
});

Deno.test("a trace of all zeros means no trace and is never made", () => {
  assertEquals(traceIdOf(`00-${"0".repeat(32)}-${"1".repeat(16)}-01`), undefined);
  const zeros: Random = { ...seededRandom(1), uuid: () => "id", bytes: (n) => new Uint8Array(n) };
  assertEquals(traceIdOf(newTrace(zeros).traceparent), {
    traceId: "0".repeat(31) + "1",
    spanId: "0".repeat(15) + "1",
  });
});
