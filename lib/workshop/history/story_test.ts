import { assertEquals } from "@std/assert";
import { displayWidth } from "../draw/mod.ts";
import { ONE_OF_EACH } from "./_one_of_each.ts";
import { checkHistory } from "./check_history.ts";
import type { HistoryEvent } from "./event.ts";
import { eventLine, evidenceText, invariantLines, violationLines } from "./story.ts";

const told = (event: HistoryEvent) => eventLine(event).slice(30);

Deno.test("every kind of event has a line that says what happened", () => {
  const lines = ONE_OF_EACH.map((happening) =>
    told({ t: 1234.5, p: "test", ...happening } as HistoryEvent)
  );
  assertEquals(lines, [
    "run r, seed s",
    "send ok p:3 to orders/1@7 in t1",
    "deliver p:3 of orders/1@7 gen 2 to g",
    "effect applied p:3 of orders/1@7",
    "retry p:3 of orders/1@7 to orders.retry.1, tried 1×",
    "dead letter found p:3 of orders/1@7: BAD, tried 4×",
    "commit info orders/1@7 gen 2 of g (X)",
    "transaction begin t1",
    "assigned orders/0,1 gen 2 of g",
    "fault fired: leader killed, broker 1",
    "error StoreError STORE_BUSY at store",
    "never recovered from leader killed",
    "metric retries_total from 0 to 3",
    "log holds p:3 in orders/1@7",
    "store holds p:3 1×",
    "log ends orders/1@7",
    "committed orders/1@7 of g",
  ]);
});

Deno.test("an event that shows a violation is marked, and control characters are not obeyed", () => {
  const event: HistoryEvent = { t: 12, p: "a\nb", type: "fault", name: "x\x1b[2J", phase: "end" };
  assertEquals(eventLine(event, true), "  ▸     0.012 s  a\\u000ab     fault end: x\\u001b[2J");
});

Deno.test("evidence names the place first", () => {
  assertEquals(
    evidenceText({ txn: "t", id: "p:1", offset: 3n, partition: 0, topic: "orders" }),
    "topic orders, partition 0, offset 3, id p:1, txn t",
  );
  assertEquals(evidenceText({}), "none");
});

Deno.test("a report fits into 80 columns, whatever ids and names are like", async () => {
  const long = "x".repeat(100);
  const at = { topic: long, partition: 0, offset: 0n };
  const moment = { t: 1, p: "p" };
  const report = await checkHistory([
    { ...moment, type: "fault", name: long, phase: "fired" },
    { ...moment, type: "send", phase: "ok", id: long, topic: long },
    { ...moment, type: "end", ...at },
    { ...moment, type: "error", class: "E", uncaught: true },
    { ...moment, type: "recovered", ms: null },
    { ...moment, type: "metric", name: "m", before: 1, after: 1 },
  ]);
  const table = invariantLines(report);
  assertEquals(table.filter((line) => displayWidth(line) > 80), []);
  const events = report.violations.flatMap((violation) =>
    violationLines(violation).filter((line) => line.includes(" s  p "))
  );
  assertEquals([events.length > 0, events.filter((line) => displayWidth(line) > 80)], [true, []]);
});
