import { assertEquals } from "@std/assert";
import { waitFor } from "../../core/mod.ts";
import { checkHistory, Recording } from "../../workshop/mod.ts";
import {
  type BareRun,
  oneLeader,
  sendBesideUncertainOne,
  sendWhileLeaderMoves,
  twoLeaders,
} from "./_bare_faults.ts";
import { meetBadFrame } from "./_bad_frame.ts";
import { text, TrapBench } from "./_trap_bench.ts";

/** What the checker has against a run. */
async function caught({ events }: Recording): Promise<string[]> {
  const { violations } = await checkHistory(events);
  return violations.map(({ invariant, anomaly, evidence }) =>
    `${invariant} ${anomaly} ${evidence.id ?? ""}`.trimEnd()
  );
}

function recordedSends({ topic, sends, log }: BareRun): Recording {
  const recording = new Recording({ process: "bare kafkajs" });
  for (const { id, acknowledged } of sends) {
    recording.record({ type: "send", phase: "invoke", id, topic });
    recording.record({ type: "send", phase: acknowledged ? "ok" : "info", id, topic });
  }
  recordLog(recording, log);
  return recording;
}

function recordLog(recording: Recording, log: BareRun["log"]): void {
  const reader = recording.as("reader");
  reader.record({ type: "end", topic: "orders", partition: 0, offset: BigInt(log.length) });
  for (const { partition, offset, value } of log) {
    reader.record({ type: "log", id: value, topic: "orders", partition, offset });
  }
}

Deno.test("the history of a leader's move shows what bare kafkajs acknowledged and lost", async () => {
  await using bench = await twoLeaders();
  const recording = recordedSends(await sendWhileLeaderMoves(bench));
  assertEquals(await caught(recording), ["I1 lost write moves"]);
});

Deno.test("the history of sends beside each other shows what bare kafkajs doubled and lost", async () => {
  await using bench = await oneLeader();
  const recording = recordedSends(await sendBesideUncertainOne(bench));
  assertEquals(await caught(recording), [
    "I1 lost write second",
    "I3 duplicate in the log first",
  ]);
});

Deno.test("the history of a TypeError in a handler shows what bare kafkajs never went on to", async () => {
  await using bench = await TrapBench.start([[0]]);
  await bench.fill(["good", "bad", "never read"]);
  const recording = new Recording({ process: "bare kafkajs" });
  const consumer = await bench.bareConsumer(bench.bareClient());
  let crashed = false;
  consumer.on(consumer.events.CRASH, ({ payload: { error } }) => {
    recording.record({ type: "error", class: error.name, uncaught: true, stage: "handler" });
    crashed = true;
  });
  await consumer.run({
    eachMessage({ topic, partition, message }) {
      const id = text(message.value);
      const at = { id, topic, partition, offset: BigInt(message.offset) };
      recording.record({ type: "deliver", ...at, reader: "bare" });
      if (id === "bad") throw new TypeError("Cannot read properties of undefined");
      recording.record({ type: "effect", ...at, outcome: "applied" });
      return Promise.resolve();
    },
  });
  await waitFor(() => crashed, { what: "the consumer to end" });
  recordLog(recording, await bench.log());
  assertEquals(await caught(recording), [
    "I1 lost record bad",
    "I1 lost record never read",
    "I10 uncaught error",
  ]);
});

Deno.test("the history of one bad frame shows that nobody caught what ended bare kafkajs", async () => {
  const { code, errors } = await meetBadFrame("bare");
  const recording = new Recording({ process: "bare kafkajs" });
  const [, name = "Error"] = /Uncaught (?:\(in promise\) )?(\w+)/.exec(errors) ?? [];
  if (code !== 0) recording.record({ type: "error", class: name, uncaught: true });
  assertEquals(await caught(recording), ["I10 uncaught error"]);
});
