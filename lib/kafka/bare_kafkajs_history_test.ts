import { assertEquals } from "@std/assert";
import { checkHistory, Recording } from "../workshop/mod.ts";
import { meetBadFrame } from "./traps/_bad_frame.ts";
import {
  type BareRun,
  oneLeader,
  sendBesideUncertainOne,
  sendWhileLeaderMoves,
  twoLeaders,
} from "./traps/_bare_faults.ts";

/** A run as the checker reads it: what callers were told, then what a fresh reader found. */
function recordingOf({ topic, sends, log }: BareRun): Recording {
  const recording = new Recording({ process: "bare kafkajs" });
  for (const { id, acknowledged } of sends) {
    recording.record({ type: "send", phase: "invoke", id, topic });
    recording.record({ type: "send", phase: acknowledged ? "ok" : "info", id, topic });
  }
  const reader = recording.as("reader");
  const ends = new Map<number, bigint>();
  for (const { partition, offset, value: id } of log) {
    reader.record({ type: "log", id, topic, partition, offset });
    ends.set(partition, offset + 1n);
  }
  for (const [partition, offset] of ends) reader.record({ type: "end", topic, partition, offset });
  return recording;
}

async function anomalies(recording: Recording): Promise<[invariant: string, anomaly: string][]> {
  const { violations } = await checkHistory(recording.events);
  return violations.map(({ invariant, anomaly }) => [invariant, anomaly]);
}

Deno.test("the checker catches bare kafkajs when a leader moves: an acknowledged record is lost", async () => {
  await using bench = await twoLeaders();
  const recording = recordingOf(await sendWhileLeaderMoves(bench));
  assertEquals(await anomalies(recording), [["I1", "lost write"]]);
});

Deno.test("the checker catches bare kafkajs with idempotent sends: one lost, one doubled", async () => {
  await using bench = await oneLeader();
  const recording = recordingOf(await sendBesideUncertainOne(bench));
  const found = await anomalies(recording);
  assertEquals(found.map(([invariant]) => invariant).toSorted(), ["I1", "I3"]);
});

Deno.test("the checker catches bare kafkajs when one frame is bad: its process is gone", async () => {
  const { code, errors } = await meetBadFrame("bare");
  const recording = new Recording({ process: "bare kafkajs" });
  if (code !== 0) {
    const [, name = "Error"] = /Uncaught (?:\(in promise\) )?(\w+)/.exec(errors) ?? [];
    recording.record({ type: "error", class: name, uncaught: true });
  }
  assertEquals(await anomalies(recording), [["I10", "uncaught error"]]);
});
