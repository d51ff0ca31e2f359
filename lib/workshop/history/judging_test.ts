import { assertEquals } from "@std/assert";
import { checkHistory, type HistoryReport } from "./check_history.ts";
import type { Happening, HistoryEvent } from "./event.ts";

const ORDERS = { topic: "orders", partition: 0 };

function history(...happenings: Happening[]): HistoryEvent[] {
  return happenings.map((happening, t) => ({ t, p: "test", ...happening }) as HistoryEvent);
}

const sent = (id: string, phase: "invoke" | "ok" | "fail" | "info"): Happening => ({
  type: "send",
  id,
  topic: "orders",
  phase,
});
const end = (offset: bigint): Happening => ({ type: "end", ...ORDERS, offset });
const logged = (id: string, offset: bigint): Happening => ({
  type: "log",
  id,
  ...ORDERS,
  offset,
});

const verdicts = (report: HistoryReport) =>
  Object.fromEntries(report.counts.map(({ invariant, verdict }) => [invariant, verdict]));

Deno.test("an invariant without evidence is not tested, and a history without any is not judged", async () => {
  const report = await checkHistory(history({ type: "meta", run: "empty" }));
  assertEquals(report.verdict, "nothing to judge");
  assertEquals(new Set(Object.values(verdicts(report))), new Set(["not tested"]));
  const one = await checkHistory(history(sent("p:0", "invoke"), sent("p:0", "ok"), end(1n)));
  assertEquals(verdicts(one)["I1"], "violated");
  const good = await checkHistory(
    history(sent("p:0", "invoke"), sent("p:0", "ok"), end(1n), logged("p:0", 0n)),
  );
  assertEquals([good.verdict, verdicts(good)["I1"], verdicts(good)["I8"]], [
    "holds",
    "holds",
    "not tested",
  ]);
});

Deno.test("a send that may have been written is neither lost nor failed, whether it is there or not", async () => {
  for (const outcome of [[sent("p:0", "info")], []]) {
    for (const found of [[logged("p:0", 0n)], []]) {
      const events = history(sent("p:0", "invoke"), ...outcome, end(1n), ...found);
      const { violations, counts } = await checkHistory(events);
      assertEquals(violations, []);
      assertEquals(counts[0]!.counts, {
        acknowledged: 0,
        "in the log": found.length,
        uncertain: 1,
        "uncertain, found in the log": found.length,
        "never worked on": 0,
      });
    }
  }
});

Deno.test("a record that failed once and was acknowledged later is no phantom", async () => {
  const events = history(
    sent("p:0", "invoke"),
    sent("p:0", "fail"),
    sent("p:0", "invoke"),
    sent("p:0", "ok"),
    end(1n),
    logged("p:0", 0n),
  );
  assertEquals((await checkHistory(events)).violations, []);
});

Deno.test("repeats in the log are a fault of idempotent producers only", async () => {
  const events = history(end(2n), logged("p:0", 0n), logged("p:0", 1n));
  assertEquals((await checkHistory(events)).counts[2]!.verdict, "violated");
  const relaxed = await checkHistory(events, { expect: { idempotent: false } });
  assertEquals([relaxed.counts[2]!.verdict, relaxed.counts[2]!.counts["repeated"]], [
    "not tested",
    1,
  ]);
});

Deno.test("effects may repeat in a plain store, and are counted", async () => {
  const effect: Happening = {
    type: "effect",
    id: "p:0",
    ...ORDERS,
    offset: 0n,
    outcome: "applied",
  };
  const events = history(effect, effect);
  const plain = await checkHistory(events);
  assertEquals([plain.violations, plain.counts[5]!.counts["repeated"]], [[], 1]);
  const keyed = await checkHistory(events, { expect: { keyedStore: true } });
  assertEquals(keyed.violations.map(({ anomaly }) => anomaly), ["repeated effect"]);
});

Deno.test("what a group's member was given and nobody worked on is lost, what was only looked at is not", async () => {
  const given = { type: "deliver", id: "p:0", ...ORDERS, offset: 0n, reader: "g" } as const;
  const lost = async (delivery: Happening) => {
    const { violations } = await checkHistory(history(delivery, end(1n), logged("p:0", 0n)));
    return violations.map(({ anomaly }) => anomaly);
  };
  assertEquals(await lost({ ...given, generation: 1 }), ["lost record"]);
  assertEquals(await lost(given), []);
});

Deno.test("a transaction's offsets are judged by their generation when they are sent, by what is finished when it commits", async () => {
  const member = { group: "g", member: "m" } as const;
  const assigned = (generation: number): Happening => ({
    type: "assign",
    phase: "assigned",
    ...member,
    generation,
    topic: ORDERS.topic,
    partitions: [ORDERS.partition],
  });
  const txn = (phase: "begin" | "commit" | "committed"): Happening => ({
    type: "txn",
    phase,
    txn: "t",
    transactionalId: "t",
  });
  const offsets = (phase: "invoke" | "ok"): Happening => ({
    ...{ type: "commit", phase, ...member, generation: 1, ...ORDERS, offset: 1n, txn: "t" },
  });
  const given = { type: "deliver", id: "p:0", ...ORDERS, offset: 0n, reader: "g" } as const;
  const output = (phase: "invoke" | "ok"): Happening => ({
    ...sent("out:0", phase),
    topic: "bills",
    from: { ...ORDERS, offset: 0n },
    txn: "t",
  } as Happening);
  const found = async (...happenings: Happening[]) => {
    const report = await checkHistory(history(...happenings, end(1n), logged("p:0", 0n)));
    return report.violations.filter(({ invariant }) => invariant === "I8")
      .map(({ anomaly }) => anomaly);
  };
  const before = [assigned(1), given, txn("begin"), output("invoke")];
  const after = [txn("committed"), offsets("ok")];
  assertEquals(
    await found(...before, offsets("invoke"), output("ok"), assigned(2), txn("commit"), ...after),
    [],
  );
  assertEquals(
    await found(...before, output("ok"), assigned(2), offsets("invoke"), txn("commit"), ...after),
    ["stale commit"],
  );
  assertEquals(
    await found(...before, offsets("invoke"), txn("commit"), output("ok"), ...after),
    ["early commit"],
  );
});

Deno.test("what a cut-off run had not committed is left to do, what it had is lost", async () => {
  const events = history(
    { type: "commit", phase: "ok", group: "g", ...ORDERS, offset: 1n },
    end(2n),
    logged("p:0", 0n),
    logged("p:1", 1n),
  );
  const lost = async (interrupted: boolean) =>
    (await checkHistory(events, { expect: { interrupted } })).violations
      .filter(({ anomaly }) => anomaly === "lost record").map(({ evidence }) => evidence.id);
  assertEquals([await lost(false), await lost(true)], [["p:0", "p:1"], ["p:0"]]);
});

Deno.test("what a history expects stands in its first line, and the caller's word goes before", async () => {
  const events = history(
    { type: "meta", run: "r", expect: { idempotent: false } },
    end(2n),
    logged("p:0", 0n),
    logged("p:0", 1n),
  );
  assertEquals((await checkHistory(events)).violations, []);
  const strict = await checkHistory(events, { expect: { idempotent: true } });
  assertEquals(strict.verdict, "violated");
});

Deno.test("a violation tells the fault in force and shows what happened to its record", async () => {
  const report = await checkHistory(history(
    { type: "fault", name: "leader killed", phase: "fired" },
    sent("p:0", "invoke"),
    sent("p:1", "invoke"),
    sent("p:0", "ok"),
    { type: "fault", name: "leader killed", phase: "end" },
    end(0n),
  ));
  const [violation] = report.violations;
  assertEquals([violation!.invariant, violation!.anomaly, violation!.fault, violation!.t], [
    "I1",
    "lost write",
    "leader killed",
    3,
  ]);
  assertEquals(violation!.around.map(({ t }) => t), [0, 1, 2, 3, 4]);
});

Deno.test("each anomaly is told in full a few times and counted beyond", async () => {
  const events = history(...Array.from({ length: 30 }, (_, i) => sent(`p:${i}`, "ok")), end(0n));
  const report = await checkHistory(events, { limit: 4 });
  assertEquals([report.violations.length, report.counts[0]!.violations], [4, 30]);
  assertEquals(report.counts[0]!.anomalies, { "lost write": 30 });
});
