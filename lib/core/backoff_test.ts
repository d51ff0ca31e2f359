import { assertEquals } from "@std/assert";
import { backoffDelayMs } from "./backoff.ts";
import { seededRandom } from "./random.ts";

Deno.test("delays double from the base up to the bound", () => {
  const policy = { baseMs: 2000, maxMs: 10_000 };
  assertEquals([1, 2, 3, 4].map((retry) => backoffDelayMs(retry, policy)), [
    2000,
    4000,
    8000,
    10_000,
  ]);
});

Deno.test("jitter stays within its share and under the bound", () => {
  const random = seededRandom(1);
  for (let i = 0; i < 1000; i++) {
    const delayMs = backoffDelayMs(1, { baseMs: 100, jitter: 0.5, maxMs: 120 }, random);
    assertEquals(delayMs >= 50 && delayMs <= 120, true, String(delayMs));
  }
});
