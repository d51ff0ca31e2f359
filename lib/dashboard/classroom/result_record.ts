import { messageOf } from "../../core/mod.ts";
import type { ConsumedRecord } from "../../consumer/mod.ts";
import type { ProducerRecord } from "../../producer/mod.ts";
import { type ClassReport, type LabResult, learnerName, readReport } from "./class_report.ts";

/** Where the results of a class are kept: compacted, the newest of each learner and lab stays. */
export const RESULTS_TOPIC = "workshop-results";

/** The records of a report, one a result; the key is learner and lab. */
export function recordsOf({ name, results }: ClassReport): ProducerRecord[] {
  return results.map((result) => ({
    topic: RESULTS_TOPIC,
    key: keyOf(name, result.lab),
    value: JSON.stringify({ name, ...result }),
  }));
}

/** The record that takes a result away. */
export function removalOf(name: string, lab: string): ProducerRecord {
  return { topic: RESULTS_TOPIC, key: keyOf(name, lab), value: null };
}

function keyOf(name: string, lab: string): string {
  return `${name}/${lab}`;
}

/** A result that stands on the board, or has been taken away. */
export interface BoardChange {
  readonly name: string;
  readonly lab: string;
  /** `null` when it has been taken away. */
  readonly result: LabResult | null;
  /** When the record was written, in milliseconds since 1970. */
  readonly writtenAtMs: number;
}

/** What a record of the topic says; a text that tells why when it is none of ours. */
export function readRecord(
  record: Pick<ConsumedRecord, "key" | "value" | "timestampMs">,
  labs: ReadonlySet<string>,
): BoardChange | string {
  const writtenAtMs = record.timestampMs;
  try {
    const [name = "", lab = "", ...more] = textOf(record.key).split("/");
    if (more.length > 0 || !labs.has(lab) || learnerName(name) !== name) return "another key";
    if (record.value === null) return { name, lab, result: null, writtenAtMs };
    const { name: said, ...result } = JSON.parse(textOf(record.value));
    const report = readReport(JSON.stringify({ name: said, results: [result] }), labs);
    const [read] = report.results;
    if (report.name !== name || read!.lab !== lab) return "key and value don't agree";
    return { name, lab, result: read!, writtenAtMs };
  } catch (error) {
    return messageOf(error);
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true });

function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? "" : decoder.decode(bytes);
}
