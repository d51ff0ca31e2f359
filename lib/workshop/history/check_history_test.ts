import { assert, assertEquals } from "@std/assert";
import { seededRandom } from "../../core/mod.ts";
import { PLANTED_IN_LOGS } from "./_planted_in_logs.ts";
import { PLANTED_IN_WORK } from "./_planted_in_work.ts";
import { atLeastOnceHistory, atMostOnceHistory } from "./_random_history.ts";
import { transactionalHistory } from "./_random_transactions.ts";
import { checkHistory } from "./check_history.ts";
import { Recording } from "./history_writer.ts";

const SEEDS = Array.from({ length: 25 }, (_, seed) => `seed ${seed}`);

for (const make of [atLeastOnceHistory, transactionalHistory, atMostOnceHistory]) {
  Deno.test(`a history in which everything holds passes: ${make.name}`, async () => {
    for (const seed of SEEDS) {
      const { events, expect } = make(seededRandom(seed));
      const { violations, verdict } = await checkHistory(events, { expect });
      assertEquals([seed, verdict, violations], [seed, "holds", []]);
    }
  });
}

Deno.test("between them the three kinds of history test every invariant", async () => {
  const tested = new Set<string>();
  for (const make of [atLeastOnceHistory, transactionalHistory, atMostOnceHistory]) {
    for (const seed of SEEDS) {
      const { events, expect } = make(seededRandom(seed));
      for (const { invariant, verdict } of (await checkHistory(events, { expect })).counts) {
        if (verdict === "holds") tested.add(invariant);
      }
    }
  }
  assertEquals([...tested].sort(), ["I1", "I10", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9"]);
});

for (
  const { name, of: make, caughtBy, anomaly, mutate } of [...PLANTED_IN_LOGS, ...PLANTED_IN_WORK]
) {
  Deno.test(`${caughtBy} alone catches ${name}`, async () => {
    let planted = 0;
    for (const seed of SEEDS) {
      const random = seededRandom(seed);
      const history = make(random);
      const events = mutate(history, random);
      if (events === undefined) continue;
      planted++;
      const { violations } = await checkHistory(events, { expect: history.expect });
      const caught = [...new Set(violations.map((v) => `${v.invariant} ${v.anomaly}`))];
      assertEquals([seed, ...caught], [seed, `${caughtBy} ${anomaly}`]);
      assert(violations[0]!.around.length > 0, "nothing is shown around it");
    }
    assert(planted >= 5, `it was planted only ${planted} times`);
  });
}

Deno.test("outputs that a later transaction wrote again are not those of the one left open", async () => {
  const recording = new Recording({ process: "processor" });
  const send = (txn: string, id: string, phase: "ok" | "info", offset?: bigint) =>
    recording.record({
      type: "send",
      phase,
      id,
      topic: "out",
      partition: 0,
      txn,
      ...(offset === undefined ? {} : { offset }),
    });
  const transactionalId = "copy-in-0";
  recording.record({ type: "txn", phase: "begin", txn: "first", transactionalId });
  send("first", "out:0", "ok", 0n);
  send("first", "out:1", "info");
  recording.record({ type: "txn", phase: "begin", txn: "second", transactionalId });
  send("second", "out:0", "ok", 2n);
  send("second", "out:1", "ok", 3n);
  recording.record({ type: "txn", phase: "commit", txn: "second", transactionalId });
  recording.record({ type: "txn", phase: "committed", txn: "second", transactionalId });
  recording.record({ type: "end", topic: "out", partition: 0, offset: 5n });
  for (const [number, offset] of [[0, 2n], [1, 3n]] as const) {
    const place = { topic: "out", partition: 0, offset };
    recording.record({ type: "log", id: `out:${number}`, ...place, txn: "second" });
  }
  const { violations } = await checkHistory(recording.events);
  assertEquals(violations.map(({ anomaly }) => anomaly), []);
});
