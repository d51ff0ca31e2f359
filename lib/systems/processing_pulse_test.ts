import { assertEquals, assertRejects } from "@std/assert";
import type { ConsumerOptions } from "../consumer/mod.ts";
import { ManualClock } from "../core/mod.ts";
import { ProcessingPulse } from "./processing_pulse.ts";

type Handlers = Required<Pick<ConsumerOptions, "handler" | "handleMany">>;

const CALL = [undefined, undefined] as unknown as Parameters<Handlers["handler"]>;
const CALLS = [[], undefined] as unknown as Parameters<Handlers["handleMany"]>;

Deno.test("the pulse is as old as the longest running handler, and 0 while none runs", async () => {
  const clock = new ManualClock();
  const pulse = new ProcessingPulse(clock);
  const ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  const { handler } = pulse.around<Pick<Handlers, "handler">>({
    handler: () => ends[calls++]!.promise,
  });
  assertEquals(pulse.ageMs, 0);
  const first = handler(...CALL);
  clock.advance(100);
  const second = handler(...CALL);
  clock.advance(50);
  assertEquals(pulse.ageMs, 150);
  ends[0]!.resolve();
  await first;
  assertEquals(pulse.ageMs, 50);
  ends[1]!.resolve();
  await second;
  assertEquals(pulse.ageMs, 0);
});

Deno.test("a handler that throws has ended too, and what it throws or gives is passed on", async () => {
  const pulse = new ProcessingPulse(new ManualClock());
  const { handler, handleMany } = pulse.around<Handlers>({
    handler() {
      throw new TypeError("as planned");
    },
    handleMany: () => Promise.resolve(7),
  });
  await assertRejects(async () => await handler(...CALL), TypeError);
  assertEquals([await handleMany(...CALLS), pulse.ageMs], [7, 0]);
});

Deno.test("what else a consumer is told stays as it is", () => {
  const handlers = { handler: () => {}, maxHandlerMs: 5 };
  const watched = new ProcessingPulse(new ManualClock()).around(handlers);
  assertEquals([watched.maxHandlerMs, "handleMany" in watched], [5, false]);
});
