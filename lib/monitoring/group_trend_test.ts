import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { seededRandom } from "../core/mod.ts";
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

/** A group that reads `share` of 200 records a second and commits each 100, looked at each second. */
function verdictsOf(share: number, { seed = "trend", seconds = 120 } = {}) {
  const random = seededRandom(seed);
  const trend = new GroupTrend();
  const partitions = [0, 1, 2].map(() => ({ end: 0, read: 0, committed: 0 }));
  return Array.from({ length: seconds }, (_, second) => {
    for (const partition of partitions) {
      partition.end += random.int(55, 78);
      // nothing is read in the first seconds, while the group forms
      if (second > 2) {
        partition.read = Math.min(partition.end, partition.read + Math.round(78 * share));
        partition.read = Math.min(partition.read, Math.round(partition.end * Math.min(1, share)));
      }
      partition.committed += Math.floor((partition.read - partition.committed) / 100) * 100;
    }
    return trend.judge({
      groupId: "g",
      members: 3,
      partitions: partitions.map(({ committed, end }, number) => partition(committed, end, number)),
      atMs: second * 1000,
    }).verdict;
  });
}

Deno.test("a group that keeps up is ok from its first second, for any seed", () => {
  for (let seed = 0; seed < 40; seed++) {
    const verdicts = verdictsOf(1, { seed: `${seed}`, seconds: 600 });
    assertEquals(new Set(verdicts), new Set(["ok"]), `seed ${seed}`);
  }
});

Deno.test("the lag of a healthy run, which starts at 0 and never returns there, is ok", () => {
  const lags = [0, 137, 141, 193, 171, 97, 202, 206, 52, 130, 132, 213, 115, 37, 126, 181, 250, 52];
  const trend = new GroupTrend();
  const verdicts = lags.map((lag, pass) =>
    trend.judge({
      groupId: "g",
      members: 3,
      partitions: [partition(pass * 400 - lag + 500, pass * 400 + 500)],
      atMs: pass * 2000,
    }).verdict
  );
  assertEquals(new Set(verdicts), new Set(["ok"]));
});

Deno.test("a group that reads half of what is written falls behind within a minute", () => {
  const verdicts = verdictsOf(0.5);
  const first = verdicts.indexOf("falling behind");
  assert(first > 0 && first < 60, `${first}`);
  assert(verdicts.slice(first).every((verdict) => verdict === "falling behind"));
});

Deno.test("a group that loses a tenth falls behind within six minutes", () => {
  const first = verdictsOf(0.9, { seconds: 600 }).indexOf("falling behind");
  assert(first > 0 && first < 360, `${first}`);
});

Deno.test("with a pass a minute nine of them are enough", () => {
  const trend = new GroupTrend();
  const judged = Array.from({ length: 9 }, (_, pass) =>
    trend.judge({
      groupId: "g",
      members: 1,
      partitions: [partition(pass * 1000, pass * 2000)],
      atMs: pass * 60_000,
    }));
  assertEquals(judged.map(({ verdict }) => verdict), [...Array(8).fill("ok"), "falling behind"]);
  assertEquals(judged[8]!.why, "Unread records of group g grew from 0 to 8,000 in 480 s");
});

Deno.test("a group that is catching up is ok", () => {
  const judged = judgeAll(
    Array.from({ length: 12 }, (_, pass) => [pass * 2000, 90_000 + pass * 100] as const),
  );
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
