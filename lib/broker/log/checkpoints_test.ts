import { assertEquals } from "@std/assert";
import { type Logger, ManualClock, nullLogger } from "../../core/mod.ts";
import { Timers } from "../timers.ts";
import { Checkpoints } from "./checkpoints.ts";

/** A log whose checkpoints are counted; each is written when the test says so. */
class CountedLog {
  written = 0;
  fails = false;
  #finish: (() => void)[] = [];

  keepLater(): Promise<void> {
    if (this.fails) return Promise.reject(new Error("no room"));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#finish.push(() => {
      this.written++;
      resolve();
    });
    return promise;
  }

  get beingWritten(): number {
    return this.#finish.length;
  }

  async finish(): Promise<void> {
    for (const done of this.#finish.splice(0)) done();
    await settle();
  }
}

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}

async function pass(clock: ManualClock, ms: number): Promise<void> {
  await clock.advance(ms);
  await settle();
}

function open(logger: Logger = nullLogger): { checkpoints: Checkpoints; clock: ManualClock } {
  const clock = new ManualClock();
  return { clock, checkpoints: new Checkpoints({ timers: new Timers(clock), logger }) };
}

Deno.test("many changes of a log are told by one checkpoint, some seconds later", async () => {
  const { checkpoints, clock } = open();
  const log = new CountedLog();
  for (let change = 0; change < 100; change++) checkpoints.add(log, "in turn");
  assertEquals(log.beingWritten, 0);
  await pass(clock, 5000);
  assertEquals(log.beingWritten, 1);
  await log.finish();
  await pass(clock, 60_000);
  assertEquals([log.written, log.beingWritten], [1, 0]);
});

Deno.test("a change while a checkpoint is being written is told by the next one", async () => {
  const { checkpoints } = open();
  const log = new CountedLog();
  checkpoints.add(log, "at once");
  assertEquals(log.beingWritten, 1);
  checkpoints.add(log, "at once");
  assertEquals(log.beingWritten, 1);
  const closed = checkpoints.close();
  await log.finish();
  assertEquals(log.beingWritten, 1);
  await log.finish();
  await closed;
  assertEquals(log.written, 2);
});

Deno.test("a checkpoint that can't be written is told once, and tried again", async () => {
  const lines: string[] = [];
  const logger: Logger = {
    log: (level, text) => lines.push(`${level} ${text}`),
    child: () => logger,
  };
  const { checkpoints, clock } = open(logger);
  const log = new CountedLog();
  log.fails = true;
  checkpoints.add(log, "in turn");
  for (let turn = 0; turn < 3; turn++) await pass(clock, 5000);
  assertEquals(lines.length, 1);
  log.fails = false;
  await pass(clock, 5000);
  await log.finish();
  assertEquals(log.written, 1);
});
