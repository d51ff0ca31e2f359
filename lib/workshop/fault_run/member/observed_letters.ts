import { headerText } from "../../../core/mod.ts";
import { type DeadLetterSink, readDeadLetter } from "../../../consumer/mod.ts";
import type { OutgoingRecord } from "../../../kafka/mod.ts";
import type { Recorder } from "../../history/mod.ts";
import { ID_HEADER } from "./work.ts";

/** A sink of dead letters that records those that were taken. */
export function observedLetters(sink: DeadLetterSink, recorder: Recorder): DeadLetterSink {
  return {
    async publish(topic, letter) {
      await sink.publish(topic, letter);
      tellLetter(letter, recorder);
    },
  };
}

/** Records that a letter was taken. */
export function tellLetter(letter: OutgoingRecord, recorder: Recorder): void {
  const told = tellOf(letter);
  if (told !== undefined) recorder.record({ type: "dlq", phase: "sent", ...told });
}

function tellOf(letter: OutgoingRecord) {
  const { key = null, headers = [] } = letter;
  const found = readDeadLetter({
    topic: "",
    partition: 0,
    offset: 0n,
    timestampMs: letter.timestampMs ?? 0,
    value: letter.value,
    key,
    headers,
  });
  if (found === undefined) return undefined;
  const { topic, partition, offset } = found.origin;
  return {
    id: headerText(headers, ID_HEADER) ?? "unnamed",
    ...(key === null ? {} : { key: new TextDecoder().decode(key) }),
    from: { topic, partition, offset },
    reason: found.errorCode,
    attempts: found.attempts,
  };
}
