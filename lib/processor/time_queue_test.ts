import { assertEquals } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
import { TimeQueue } from "./time_queue.ts";

Deno.test("what is due is given, each key once, and nothing else", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = seededRandom(`time queue ${seed}`);
    const queue = new TimeQueue();
    let waiting: { readonly timeMs: number; readonly key: string }[] = [];
    for (let step = 0; step < 200; step++) {
      const entry = { timeMs: random.int(0, 100), key: `k${random.int(0, 20)}` };
      queue.add(entry.timeMs, entry.key);
      waiting.push(entry);
      if (random.next() > 0.2) continue;
      const nowMs = random.int(-1, 101);
      const due = waiting.filter(({ timeMs }) => timeMs <= nowMs).map(({ key }) => key);
      assertEquals(queue.takeUpTo(nowMs), new Set(due));
      waiting = waiting.filter(({ timeMs }) => timeMs > nowMs);
    }
    queue.clear();
    assertEquals(queue.takeUpTo(Infinity), new Set<string>());
  }
});
