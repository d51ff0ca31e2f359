import { assertEquals, assertThrows } from "@std/assert";
import {
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from "./consumer_protocol.ts";
import { ProtocolError } from "./protocol_error.ts";

const SUBSCRIPTION = {
  topics: ["orders", "payments"],
  userData: Uint8Array.of(1, 2),
  ownedPartitions: [{ topic: "orders", partitions: [0, 3] }],
  generationId: 7,
  rackId: "rack-1",
};

Deno.test("a subscription keeps what its version has", () => {
  const { ownedPartitions, generationId, rackId, ...first } = SUBSCRIPTION;
  const absent = { ownedPartitions: [], generationId: -1, rackId: null };
  const expected = [
    { ...first, ...absent },
    { ...first, ...absent, ownedPartitions },
    { ...first, ...absent, ownedPartitions, generationId },
    { ...first, ownedPartitions, generationId, rackId },
  ];
  for (const [version, body] of expected.entries()) {
    assertEquals(decodeSubscription(encodeSubscription(version, SUBSCRIPTION)), body as never);
  }
});

Deno.test("an assignment comes back as it went in", () => {
  const body = { assignedPartitions: SUBSCRIPTION.ownedPartitions, userData: null };
  const bytes = encodeAssignment(1, body);
  assertEquals(
    bytes.toHex(),
    "0001" + "00000001" + "0006" + "6f7264657273" + "00000002" + "00000000" + "00000003" +
      "ffffffff",
  );
  assertEquals(decodeAssignment(bytes), body);
});

Deno.test("a later version is read as the latest known one", () => {
  const bytes = encodeSubscription(3, SUBSCRIPTION);
  bytes[1] = 9;
  assertEquals(decodeSubscription(bytes), SUBSCRIPTION);
});

Deno.test("malformed payloads are refused", () => {
  assertThrows(() => decodeAssignment(Uint8Array.of(0)), ProtocolError, "ends too early");
  assertThrows(() => decodeAssignment(Uint8Array.of(0xff, 0xff)), ProtocolError, "version -1");
  assertThrows(() => encodeSubscription(4, SUBSCRIPTION), ProtocolError, "0 to 3 exist");
});
