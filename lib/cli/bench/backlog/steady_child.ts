// The consumers of a steady stream in a process of their own, so that its memory is theirs alone.
import { messageOf } from "../../../core/mod.ts";
import { Crew } from "./crew.ts";
import type { MemberOrder } from "./orders.ts";
import type { SteadyNews } from "./steady_consumers.ts";

const EVERY_MS = 5000;

function tell(news: SteadyNews): void {
  console.log(JSON.stringify(news));
}

try {
  const order: MemberOrder = JSON.parse(Deno.args[0]!);
  using crew = new Crew(new AbortController().signal);
  await crew.join(order);
  tell({ kind: "joined" });
  const timer = setInterval(() => {
    const { rss } = Deno.memoryUsage();
    tell({ kind: "memory", processBytes: rss, heapBytes: crew.heapBytes });
  }, EVERY_MS);
  const done = await crew.readAll();
  clearInterval(timer);
  await crew.leave();
  tell({ kind: "done", records: done.reduce((sum, { records }) => sum + records, 0) });
} catch (error) {
  tell({ kind: "failed", message: messageOf(error) });
}
