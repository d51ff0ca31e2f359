import { WorkshopError } from "../../core/mod.ts";
import type { Comparison } from "../recovery/compare.ts";
import type { KillRunsOutcome } from "../recovery/kill_runs.ts";
import type { Figure, ProofContext } from "./proof.ts";

const KILLS = 100;

/** Kills a cluster on a data folder many times; the task fails when a record is lost or doubled. */
export async function manyKills({ task }: ProofContext): Promise<readonly Figure[]> {
  const output = await task("recovery", "--kills", String(KILLS), "--json");
  const { kills }: { kills: KillRunsOutcome } = JSON.parse(output);
  return [
    { what: "kills", value: String(kills.runs) },
    { what: "records acknowledged", value: String(kills.acknowledgedRecords) },
    { what: "records in the log", value: String(kills.records) },
    { what: "lost, doubled, out of order", value: "0" },
    { what: "offset commits acknowledged", value: String(kills.commits) },
    { what: "most bytes that a start read", value: megabytes(kills.mostScannedBytes) },
    { what: "bytes in the log at the end", value: megabytes(kills.logBytes) },
  ];
}

/** Recovers a gigabyte, and has Apache Kafka do the same. */
export async function recoveryBesideKafka({ task }: ProofContext): Promise<readonly Figure[]> {
  const output = await task("recovery", "--kills", "0", "--compare", "--json");
  const { comparison }: { comparison: Comparison } = JSON.parse(output);
  const { embeddedMs, apacheKafkaMs, embeddedScannedBytes, records } = comparison;
  if (embeddedMs > apacheKafkaMs) {
    throw new WorkshopError(
      `Recovery took ${embeddedMs.toFixed(0)} ms, Apache Kafka's ${apacheKafkaMs.toFixed(0)} ms`,
      { code: "GOAL_MISSED" },
    );
  }
  return [
    { what: "records of 1,000 B in one partition", value: String(records) },
    { what: "embedded, from kill to the right end offset", value: `${embeddedMs.toFixed(0)} ms` },
    { what: "of it read again", value: megabytes(embeddedScannedBytes) },
    { what: "Apache Kafka, the same", value: `${apacheKafkaMs.toFixed(0)} ms` },
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
