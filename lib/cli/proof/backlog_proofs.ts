import { WorkshopError } from "../../core/mod.ts";
import type { SteadyReport } from "../bench/backlog/steady.ts";
import type { Figure, ProofContext } from "./proof.ts";

/** What ten minutes may add to the memory of the consumers, by a straight line, in MiB. */
const MAX_RISE_MIB = 5;
/** Records a second that the machine must at least have come to. */
const LEAST_PER_SECOND = 4900;

/** Sends a steady stream through the whole pipeline; the task fails when a record is missing. */
export async function steadyMemory({ task }: ProofContext): Promise<readonly Figure[]> {
  const report: SteadyReport = JSON.parse(await task("bench", "--only", "memory", "--json"));
  const { perSecond, processRiseMib, heapRiseMib, processMib, heapMib, records, logMb } = report;
  if (perSecond < LEAST_PER_SECOND) {
    throw new WorkshopError(
      `Only ${perSecond.toFixed(0)} records a second got through: let the machine do nothing else`,
      { code: "GOAL_MISSED" },
    );
  }
  if (Math.max(processRiseMib, heapRiseMib) >= MAX_RISE_MIB) {
    throw new WorkshopError(
      `The consumers' memory rises by ${
        processRiseMib.toFixed(1)
      } MiB in ten minutes, what lives ` +
        `in it by ${heapRiseMib.toFixed(1)} MiB`,
      { code: "MEMORY_GREW" },
    );
  }
  const range = ([early, late]: readonly [number, number]) =>
    `${early.toFixed(0)} MiB, ${late.toFixed(0)} MiB`;
  return [
    { what: "records sent, processed and stored", value: String(records) },
    { what: "records a second", value: perSecond.toFixed(0) },
    { what: "memory of the consumers' process, early and late", value: range(processMib) },
    {
      what: "its rise in ten minutes, by least squares",
      value: `${processRiseMib.toFixed(1)} MiB`,
    },
    { what: "what lives in their heaps and buffers, early and late", value: range(heapMib) },
    { what: "their rise in ten minutes", value: `${heapRiseMib.toFixed(1)} MiB` },
    { what: "the log on disk at the end", value: `${logMb.toFixed(0)} MB` },
  ];
}
