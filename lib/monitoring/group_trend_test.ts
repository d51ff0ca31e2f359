import { assertEquals, assertStringIncludes } from "@std/assert";
import { GroupTrend } from "./group_trend.ts";
import type { PartitionLag } from "./lag_report.ts";

function partition(committed: number, end: number, number = 0): PartitionLag {
  return {
    topic: "orders",
    partition: number,
    committed: BigInt(committed),
    low: 0n,
    end: BigInt(end),
    lag: BigInt(Math.max(0, end - committed)),
    lagSeconds: undefined,
  };
}

/** Judges one pass every ten seconds; each is [committed, end, members]. */
function judgeAll(passes: readonly (readonly [number, number, number?])[]) {
  const trend = new GroupTrend();
  return passes.map(([committed, end, members = 1], index) =>
    trend.judge({
      groupId: "g",
      members,
      partitions: [partition(committed, end)],
      atMs: index * 10_000,
    })
  );
}

Deno.test("a group that reads as fast as is written is ok", () => {
  const judged = judgeAll([[0, 50], [100, 150], [200, 230], [300, 390], [400, 420]]);
  assertEquals(judged.map(({ verdict }) => verdict), Array(5).fill("ok"));
  assertEquals(judged.at(-1)!.why, "Group g keeps up: 20 records are unread");
});

Deno.test("a group whose unread records grow falls behind", () => {
  const judged = judgeAll([[0, 100], [100, 300], [200, 500], [300, 700], [400, 1900]]);
  assertEquals(judged.at(-1)!.verdict, "falling behind");
  assertEquals(judged.at(-1)!.why, "Unread records of group g grew from 100 to 1,500 in 40 s");
});

Deno.test("a sawtooth between commits is not falling behind", () => {
  const judged = judgeAll([[0, 10], [0, 90], [100, 110], [100, 190], [200, 212], [200, 295]]);
  assertEquals(judged.at(-1)!.verdict, "ok");
});

Deno.test("a group that is catching up is ok", () => {
  const judged = judgeAll([[0, 9000], [2000, 9100], [4000, 9200], [6000, 9300], [8000, 9400]]);
  assertEquals(judged.at(-1)!.verdict, "ok");
});

Deno.test("members that commit nothing while records wait are stalled", () => {
  const judged = judgeAll([[100, 100], [100, 140], [100, 140], [100, 140]]);
  assertEquals(judged.map(({ verdict }) => verdict), ["ok", "ok", "ok", "stalled"]);
  assertEquals(
    judged.at(-1)!.why,
    "Group g has not moved from offset 100 of orders/0 for 30 s and 40 records are unread there",
  );
});

Deno.test("one stuck partition is stalled although the others move", () => {
  const trend = new GroupTrend();
  const verdicts = [0, 1, 2, 3].map((pass) =>
    trend.judge({
      groupId: "g",
      members: 2,
      partitions: [partition(pass * 100, pass * 100, 0), partition(7, 8, 1)],
      atMs: pass * 10_000,
    })
  );
  assertEquals(verdicts.at(-1)!.verdict, "stalled");
  assertStringIncludes(verdicts.at(-1)!.why, "orders/1 for 30 s and 1 record is unread");
});

Deno.test("an idle topic never makes a group stalled", () => {
  const judged = judgeAll(Array.from({ length: 30 }, () => [100, 100] as const));
  assertEquals(judged.at(-1), { verdict: "ok", why: "Group g has read everything" });
});

Deno.test("waiting begins when records come, not with the last commit", () => {
  const quiet = Array.from({ length: 10 }, () => [100, 100] as const);
  assertEquals(judgeAll([...quiet, [100, 120], [100, 120]]).at(-1)!.verdict, "ok");
});

Deno.test("unread records and no members mean stopped", () => {
  const judged = judgeAll([[100, 100, 1], [100, 150, 0]]);
  assertEquals(judged[1], {
    verdict: "stopped",
    why: "Nobody is in group g and 50 records are unread",
  });
});

Deno.test("no members and nothing unread is ok", () => {
  assertEquals(judgeAll([[100, 100, 0]])[0], {
    verdict: "ok",
    why: "Group g has read everything; nobody is in it",
  });
});

Deno.test("a committed offset that goes back is rewound, for the length of the window", () => {
  const judged = judgeAll([[500, 510], [20, 520], [300, 530], [500, 540], [530, 550], [550, 560]]);
  assertEquals(judged.map(({ verdict }) => verdict), [
    "ok",
    "rewound",
    "rewound",
    "rewound",
    "rewound",
    "ok",
  ]);
  assertEquals(judged[1]!.why, "Group g went back in orders/0 from offset 500; it is at 20");
});

Deno.test("a commit past the end is rewound: the log was made anew", () => {
  const [judged] = judgeAll([[500, 3]]);
  assertEquals(judged!.verdict, "rewound");
  assertStringIncludes(judged!.why, "past its end 3");
});

Deno.test("a group without commits says so", () => {
  const judged = new GroupTrend().judge({ groupId: "g", members: 1, partitions: [], atMs: 0 });
  assertEquals(judged, { verdict: "ok", why: "Group g has committed nothing yet" });
});
