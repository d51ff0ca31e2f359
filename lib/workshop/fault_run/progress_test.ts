import { assertEquals } from "@std/assert";
import type { Happening } from "../history/mod.ts";
import { Progress } from "./progress.ts";

const GROUP = "group";

function followed(happenings: readonly (Happening & { readonly t: number })[]): Progress {
  const progress = new Progress({ input: "in", group: GROUP });
  for (const { t, ...event } of happenings) progress.see({ t, p: "test", ...event });
  return progress;
}

function sent(id: string, offset: number, [triedMs, ackedMs]: readonly [number, number]) {
  const record = { type: "send", id, topic: "in" } as const;
  return [
    { ...record, t: triedMs, phase: "invoke" },
    { ...record, t: ackedMs, phase: "ok", partition: 0, offset: BigInt(offset) },
  ] as const;
}

function committed(offset: number, t: number) {
  const place = { topic: "in", partition: 0, offset: BigInt(offset) };
  return { type: "commit", t, phase: "ok", group: GROUP, ...place } as const;
}

Deno.test("a partition is through when a commit covers a record that was sent since then", () => {
  const before = sent("a:0", 0, [10, 20]);
  const after = sent("a:1", 1, [110, 120]);
  assertEquals(followed([...before, ...after, committed(1, 130)]).isThrough(1, 100), false);
  assertEquals(followed([...before, ...after, committed(2, 130)]).isThrough(1, 100), true);
  assertEquals(followed([...before, ...after, committed(2, 130)]).isThrough(2, 100), false);
});

Deno.test("an acknowledgement that comes after the commit counts too", () => {
  const [invoke, ok] = sent("a:0", 0, [110, 140]);
  assertEquals(followed([invoke, committed(1, 130), ok]).isThrough(1, 100), true);
});

Deno.test("a record that was sent before does not count, whenever it is acknowledged", () => {
  const late = sent("a:0", 0, [90, 150]);
  assertEquals(followed([...late, committed(1, 160)]).isThrough(1, 100), false);
});

Deno.test("events are counted by type, phase and outcome", () => {
  const place = { topic: "in", partition: 0, offset: 0n };
  const progress = followed([
    ...sent("a:0", 0, [1, 2]),
    { t: 3, type: "effect", id: "a:0", ...place, outcome: "duplicate" },
  ]);
  const counts = ["send", "send ok", "send fail", "effect duplicate"].map((what) =>
    progress.count(what)
  );
  assertEquals(counts, [2, 1, 0, 1]);
});
