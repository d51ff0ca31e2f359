import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../core/mod.ts";
import { FAULT_HELP, formatFault, parseFault } from "./fault_text.ts";
import type { Fault } from "./faults.ts";

const LINES: readonly [line: string, fault: Fault][] = [
  ["refuse", { action: "refuse" }],
  ["garbleAnswer Fetch after=3", { action: "garbleAnswer", apiKeys: ["Fetch"], after: 3 }],
  ["dropAnswer Produce topic=orders times=3", {
    action: "dropAnswer",
    apiKeys: ["Produce"],
    topics: ["orders"],
    times: 3,
  }],
  ["delay Fetch,Produce ms=100-500 of=answer client=a,b seed=7", {
    action: { delayMs: [100, 500], of: "answer" },
    apiKeys: ["Fetch", "Produce"],
    clientIds: ["a", "b"],
    seed: "7",
  }],
  ["delay ms=20 of=request", { action: { delayMs: 20, of: "request" } }],
  ["halfRequest 80,Heartbeat group=g broker=1,localhost:9092 after=2 chance=0.25", {
    action: "halfRequest",
    apiKeys: [80, "Heartbeat"],
    groups: ["g"],
    brokers: [1, "localhost:9092"],
    after: 2,
    probability: 0.25,
  }],
];

for (const [line, fault] of LINES) {
  Deno.test(`a fault is read from a line and written as one: ${line}`, () => {
    assertEquals(parseFault(line), fault);
    assertEquals(formatFault(fault), line);
  });
}

Deno.test("names are read whatever their case, and several words of names are one list", () => {
  assertEquals(parseFault("  DROPANSWER produce  fetch "), {
    action: "dropAnswer",
    apiKeys: ["Produce", "Fetch"],
  });
});

Deno.test("a line that makes no sense is refused with what is allowed", () => {
  for (
    const [line, message] of [
      ["", "refuse, reset, dropAnswer"],
      ["explode", '"explode": use refuse'],
      ["refuse Prodce", 'There is no request "Prodce": use a number, or one of Produce'],
      ["refuse topics=a", 'There is no "topics=": use ms= of= topic='],
      ["refuse topic=", "write topic=VALUE"],
      ["refuse topic=a topic=b", "twice"],
      ["refuse ms=3", "belongs to delay"],
      ["delay", "ms=200"],
      ["delay ms=5s", '"ms=5s" is no time'],
      ["delay ms=5 of=both", "of=answer"],
      ["refuse times=many", "times=3"],
      ["refuse broker=x", "is not an address"],
    ] as const
  ) {
    assertThrows(() => parseFault(line), ConfigError, message);
  }
});

Deno.test("the examples of the help are faults, and it fits 80 columns", () => {
  const examples = FAULT_HELP.slice(1, 4).map((line) => line.trim());
  assertEquals(examples.map((line) => parseFault(line).action).length, 3);
  assertEquals(FAULT_HELP.filter((line) => line.length > 80), []);
});
