import { assertEquals } from "@std/assert";
import type { RecordLine } from "../../messages/record_view.ts";
import { FIRST_TAIL, MOST_TAIL_ROWS, nextTail } from "./tail_state.ts";

function lines(count: number, from = 0): RecordLine[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ topic: "t", partition: 0, offset: String(from + at), timestampMs: 0 },
    ...{ key: { kind: "null" }, value: { kind: "null" }, headers: 0, size: 0 },
  }));
}

Deno.test("a tail holds the newest rows, however many came", () => {
  let tail = FIRST_TAIL;
  for (let at = 0; at < 50; at++) {
    const news = { records: lines(40, at * 40), seen: 1000, dropped: 960, unchecked: 0 };
    tail = nextTail(tail, news, false);
  }
  assertEquals([tail.rows.length, tail.rows[0]!.offset], [MOST_TAIL_ROWS, "1999"]);
  assertEquals([tail.seen, tail.dropped], [50_000, 48_000]);
});

Deno.test("what comes while it is paused is counted and not shown", () => {
  const news = { records: lines(2), seen: 5, dropped: 3, unchecked: 1 };
  const tail = nextTail(nextTail(FIRST_TAIL, news, false), news, true);
  assertEquals([tail.rows.length, tail.seen, tail.passed, tail.dropped], [2, 10, 5, 3]);
});
